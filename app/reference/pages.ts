/** The reference as the page gets it: what the declarations say, with Python's spelling beside it. */
import { readDeclarations } from './declarations.ts'
import { pythonOf } from './python.ts'
import type { DeclaredPage, ReferencePage } from './shape.ts'

/** Of a name of which nobody has said yet what Python calls it: the judge finds it, and a build goes on. */
const UNSAID = { none: '' }

/** @param types folder of the engine's declaration files @throws Error where they are not there */
export function referencePages(types: string): ReferencePage[] {
  return readDeclarations(types).map((page) => withPython(page))
}

function withPython(page: DeclaredPage): ReferencePage {
  const { members: said, ...python } = pythonOf(page.id, page.doors[0]!) ?? { ...UNSAID, members: undefined }
  return { ...page, python, members: page.members.map((member) => ({ ...member, python: said && Object.hasOwn(said, member.name) ? said[member.name] : undefined })) }
}

/** What is wrong with the pages, a line for each; empty when nothing is. */
export function judgePages(pages: readonly ReferencePage[], names: Readonly<Record<string, { readonly members?: object }>>): string[] {
  const wrong: string[] = []
  const byId = new Map(pages.map((page) => [page.id, page]))
  if (byId.size !== pages.length) wrong.push('two pages have the same id')
  for (const { id, doc, python, members, signatures } of pages) {
    if (doc.text === '') wrong.push(`${id} has no docstring`)
    if (signatures.length === 0 || signatures.includes('')) wrong.push(`${id} has no signature`)
    if ('none' in python && python.none === '') wrong.push(`${id} has no Python spelling in app/reference/python/`)
    // Where Python has the class, each of its members has a spelling, or is said to have none.
    if ('name' in python) for (const member of members) if (member.python === undefined) wrong.push(`${id}: no Python spelling for its member ${member.name}`)
  }
  for (const [id, { members = {} }] of Object.entries(names)) {
    const page = byId.get(id)
    if (!page) wrong.push(`${id} has a Python spelling and is no public name`)
    // How a class is made may be declared beside it; and that Python has none of it does no harm.
    const own = page ? Object.entries(members).filter(([name, spelling]) => name !== 'constructor' && spelling !== null) : []
    for (const [name] of own) if (!page!.members.some((member) => member.name === name)) wrong.push(`${id}: the Python spelling of ${name} is of no member`)
  }
  return wrong
}
