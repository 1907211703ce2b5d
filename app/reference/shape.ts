/** What a page of the reference shows: shapes only, for the step that makes the pages and for the page that shows them. */

/** What a docstring says. All texts are inline Markdown. */
export interface Docstring {
  readonly text: string
  readonly params: readonly { readonly name: string; readonly text: string }[]
  readonly returns: string | undefined
  readonly throws: readonly string[]
}

/** How the same thing is spelled in Python. `none`: Python has no such thing, and why or what there is instead. */
export type PythonSpelling = { readonly name: string; readonly signature?: string } | { readonly none: string }

/** A part of a class or an interface: a method, a property. */
export interface MemberPage {
  readonly name: string
  /** Of overloads, each. */
  readonly signatures: readonly string[]
  readonly doc: Docstring
  /** As it is written in Python, or null where Python has no such member. Undefined where nobody says: parts of our own shapes. */
  readonly python: string | null | undefined
}

export type PageKind = 'class' | 'function' | 'interface' | 'type' | 'constant'

/** One public name of the engine. */
export interface ReferencePage {
  /** Door and name: `managers.BaseManager`, `multiprocessing.Process`. Of a name that several doors have, the first that it is at home in. */
  readonly id: string
  readonly name: string
  readonly kind: PageKind
  /** What it can be imported from, its home first: `multiprocessing/managers`. */
  readonly doors: readonly string[]
  readonly signatures: readonly string[]
  readonly doc: Docstring
  /** Names of the classes or interfaces that it extends, as they are written. */
  readonly parents: readonly string[]
  readonly members: readonly MemberPage[]
  readonly python: PythonSpelling
  /** Ids of pages whose names occur in its signatures. */
  readonly uses: readonly string[]
}

/** What the engine's declarations say by themselves: all but Python's spelling. */
export type DeclaredPage = Omit<ReferencePage, 'python' | 'members'> & { readonly members: readonly Omit<MemberPage, 'python'>[] }
