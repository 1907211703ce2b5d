/** How Python spells a public name of the engine, as it is declared: by hand, and compared with CPython by a test. */
export type PythonEntry =
  /**
   * `name` is where it is found: module and attribute. `signature` is CPython's, as `inspect.signature` writes it, and left
   * out where that is none to speak of: exceptions, constants, proxy classes that nobody makes by hand.
   */
  | { readonly name: string; readonly signature?: string; readonly members?: PythonMembers }
  /** Python has no such thing: what there is instead, or why. Markdown. */
  | { readonly none: string; readonly members?: PythonMembers }

/**
 * By the member's name here, what one writes in Python: `get_server()`, `.address`, `proxy[index]`, `with manager:`. Null:
 * Python has no such member.
 */
export type PythonMembers = Readonly<Record<string, string | null>>

export type PythonTable = Readonly<Record<string, PythonEntry>>
