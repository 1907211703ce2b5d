/** What the reference lists, and how it is searched. Pure. */
import type { Term } from 'managerie-lessons/glossary'
import type { MemberPage, ReferencePage } from '../../reference/shape.ts'

/** A place in the reference. */
export type Place = { readonly kind: 'term'; readonly id: string } | { readonly kind: 'name'; readonly id: string; readonly member?: string | undefined }

export interface Entry {
  readonly place: Place
  readonly title: string
  /** Whether the title is a word of programs. */
  readonly code: boolean
  /** One line: what it is, or where it is from. */
  readonly detail: string
}

export function samePlace(one: Place | null, other: Place): boolean {
  return one !== null && one.kind === other.kind && one.id === other.id && (one.kind !== 'name' || other.kind !== 'name' || one.member === other.member)
}

export function termEntry(term: Term): Entry {
  return { place: { kind: 'term', id: term.id }, title: term.term, code: term.code, detail: firstSentence(term.text) }
}

export function nameEntry(page: ReferencePage): Entry {
  return { place: { kind: 'name', id: page.id }, title: page.name, code: true, detail: `${page.kind}, ${page.doors[0]}` }
}

function memberEntry(page: ReferencePage, member: MemberPage): Entry {
  const python = member.python ? `, in Python ${member.python}` : ''
  return { place: { kind: 'name', id: page.id, member: member.name }, title: `${page.name}.${member.name.replace(/^static /, '')}`, code: true, detail: `${page.doors[0]}${python}` }
}

/** Markdown as words, up to the end of the first sentence. */
function firstSentence(text: string): string {
  return plain(/^.*?[.;:](?=\s|$)/.exec(text)?.[0] ?? text).replace(/[.;:]$/, '')
}

/** Inline Markdown as words. */
export function plain(text: string): string {
  return text.replace(/[`*]/g, '')
}

/** How well something was found; less is better. What it is called counts before what else it may be looked for by. */
const RANK = { title: 0, name: 1, titleBegins: 2, nameBegins: 3, within: 4, text: 5 } as const

/** Everything in which all words occur: whole names first, then beginnings, then names that contain them, then texts. */
export function searchReference(wanted: string, terms: readonly Term[], pages: readonly ReferencePage[]): readonly Entry[] {
  const words = wanted.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return []
  const found: { readonly entry: Entry; readonly rank: number }[] = []
  const look = (entry: () => Entry, names: readonly string[], text: string) => {
    const rank = rankOf(words, names.map((name) => name.toLowerCase()), text.toLowerCase())
    if (rank !== undefined) found.push({ entry: entry(), rank })
  }
  for (const term of terms) look(() => termEntry(term), [term.term, ...term.also], term.text)
  for (const page of pages) look(() => nameEntry(page), [page.name, ...('name' in page.python ? [page.python.name, lastOf(page.python.name)] : [])], page.doc.text)
  for (const page of pages) {
    for (const member of page.members) {
      const name = member.name.replace(/^static /, '')
      // What a class has, and its instances too, is listed once.
      if (name === member.name && page.members.some((other) => other.name === `static ${name}`)) continue
      look(() => memberEntry(page, member), [`${page.name}.${name}`, name, ...(member.python ? [member.python, /^\.?\w+/.exec(member.python)?.[0] ?? ''] : [])], '')
    }
  }
  return found.toSorted((one, other) => one.rank - other.rank).map(({ entry }) => entry)
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function rankOf(words: readonly string[], names: readonly string[], text: string): number | undefined {
  const whole = words.join(' ')
  if (names[0] === whole) return RANK.title
  if (names.includes(whole)) return RANK.name
  if (names[0]?.startsWith(whole)) return RANK.titleBegins
  if (names.some((name) => name.startsWith(whole))) return RANK.nameBegins
  const all = names.join('\n')
  if (words.every((word) => all.includes(word))) return RANK.within
  return words.every((word) => all.includes(word) || text.includes(word)) ? RANK.text : undefined
}

/** Doors in the order of the list: what programs use first, tools last. */
export const LISTED_DOORS = [
  'multiprocessing/managers', 'multiprocessing', 'multiprocessing/connection', 'multiprocessing/shared-memory', 'multiprocessing/values',
  'multiprocessing/pickle', 'multiprocessing/protocol', 'multiprocessing/inspect',
] as const

/** A name in another's signature: the page of that id, and of a member its own part. */
export function placeOf(api: string): Place {
  const [id = '', member] = api.split('#')
  return { kind: 'name', id, member }
}

/** `BaseManager.start`, for a link. */
export function labelOf(api: string): string {
  const [id = '', member] = api.split('#')
  return lastOf(id) + (member === undefined ? '' : `.${member.replace(/^static /, '')}`)
}

/** What one writes to have it in Python, and what it is there; undefined where it needs no import. */
export function pythonImport(name: string): string | undefined {
  const parts = name.split('.')
  if (parts[0] === 'builtins') return undefined
  // A class's own: what is imported is the class.
  const from = parts.findIndex((part, index) => index > 0 && /^[A-Z]/.test(part))
  const end = from > 0 ? from : parts.length - 1
  return `from ${parts.slice(0, end).join('.')} import ${parts[end]}`
}
