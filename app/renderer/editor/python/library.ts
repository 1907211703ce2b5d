/** What Python's `multiprocessing` has: `library.json` is written by CPython (`build/golden/python_library.py`). */
import stored from './library.json' with { type: 'json' }

export interface LibraryMember {
  readonly kind: 'method' | 'property'
  readonly words: string
  /** `(key, default=None)`; of methods. */
  readonly signature?: string
  /** Type of what it gives, where a program goes on with it. */
  readonly gives?: string
}

export interface LibraryType {
  readonly words: string
  readonly bases: readonly string[]
  readonly members: Readonly<Record<string, LibraryMember>>
  /** Of its constructor; none for what programs do not make themselves. */
  readonly signature?: string
}

export interface LibraryFunction {
  readonly words: string
  readonly signature: string
  readonly gives?: string
}

export interface LibraryModule {
  readonly types: readonly string[]
  readonly functions: Readonly<Record<string, LibraryFunction>>
}

export const types: ReadonlyMap<string, LibraryType> = new Map(Object.entries(stored.types as Readonly<Record<string, LibraryType>>))
export const modules: ReadonlyMap<string, LibraryModule> = new Map(Object.entries(stored.modules as Readonly<Record<string, LibraryModule>>))
