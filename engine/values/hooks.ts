/**
 * How a class takes part in Python's value semantics without `values/` knowing it: methods under these symbols.
 *
 * They stand for `__repr__`, `__str__`, `type(x).__name__` and for `__eq__` with `__hash__`.
 */

/** `[REPR](nested)`: Python's `repr()` of the object; `nested` writes the values inside it. */
export const REPR: unique symbol = Symbol.for('multiprocessing.values.repr')
/** `[STR]()`: Python's `str()` of the object, where it is not its `repr()`. */
export const STR: unique symbol = Symbol.for('multiprocessing.values.str')
/** `[TYPE_NAME]`: the name that Python's error messages give to the object's type. */
export const TYPE_NAME: unique symbol = Symbol.for('multiprocessing.values.typeName')
/** `[KEY]()`: a value that stands for the object: two objects are equal, and hash alike, when their keys do. */
export const KEY: unique symbol = Symbol.for('multiprocessing.values.key')

/** Writes a value that is inside another. */
export type NestedRepr = (value: unknown) => string

/** What a class may offer. */
export interface Hooks {
  readonly [REPR]?: (nested: NestedRepr) => string
  readonly [STR]?: () => string
  readonly [TYPE_NAME]?: string
  readonly [KEY]?: () => unknown
}

/** The object's hooks: itself, seen as something that may have them. */
export function hooksOf(value: object): Hooks {
  return value as Hooks
}
