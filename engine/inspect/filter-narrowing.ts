/** A filter that is typed on: what it had refused is, most often, refused by what it becomes. */
import { createPredicate } from './filter.ts'
import type { Filter } from './filter.ts'
import type { FilterTerm } from './filter-match.ts'
import type { Frame, Run } from './run.ts'

/** A word that may be an ident, or its end: the end of one is no end of another. */
const IDENT = /^[0-9a-fx]+$/

/**
 * The filter `after` as a function, as `createPredicate` makes it.
 * @param rejected whether `before` is known not to match a frame; such frames are not looked at again where `after` only asks for more
 */
export function createNarrowed(before: Filter, after: Filter, run: Pick<Run, 'processes'>, rejected: (frame: Frame) => boolean): (frame: Frame) => boolean {
  const matches = createPredicate(after, run)
  if (!asksMore(before, after)) return matches
  const idents = after.terms.flatMap(({ test }) => (test.key === 'word' && (IDENT.test(test.text) || test.text.length <= 2) ? [test.text] : []))
  return (frame) => {
    if (!rejected(frame)) return matches(frame)
    if (idents.length === 0) return false
    const { ident } = frame
    // `2b9` is not the end of `7f3a2b90`, and `2b90` is; one letter is none of its beginning.
    return ident !== undefined && idents.some((text) => ident.endsWith(text) || ident.startsWith(text)) && matches(frame)
  }
}

function asksMore(before: Filter, after: Filter): boolean {
  return before.terms.length <= after.terms.length && before.terms.every((term, index) => isPartOf(term, after.terms[index]!))
}

/** Whether whatever matches the longer term matches the term, idents left aside. */
function isPartOf(term: FilterTerm, longer: FilterTerm): boolean {
  if (term.negated !== longer.negated) return false
  if (term.test.key !== 'word' || longer.test.key !== 'word') return JSON.stringify(term.test) === JSON.stringify(longer.test)
  if (term.negated || longer.test.text.includes('…')) return term.test.text === longer.test.text
  return longer.test.text.startsWith(term.test.text)
}
