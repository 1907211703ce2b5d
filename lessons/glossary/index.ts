/** The glossary: door `managerie-lessons/glossary`. Ids never change; a link to one may be anywhere. */
import { OBJECT_TERMS } from './objects.ts'
import { PROCESS_TERMS } from './processes.ts'
import { defineTerms, type Term } from './schema.ts'
import { WIRE_TERMS } from './wire.ts'

export { defineTerms, TermSchema, type Term } from './schema.ts'

/** By their names, whatever stands before the first letter. */
export const glossary: readonly Term[] = defineTerms([...OBJECT_TERMS, ...WIRE_TERMS, ...PROCESS_TERMS]).toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), 'en'))

function nameOf({ term }: Term): string {
  return term.replace(/^[^a-z]+/i, '').toLowerCase()
}
