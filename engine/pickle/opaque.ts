/**
 * `Opaque`: an instance of a Python class that this engine does not know. It keeps how it was pickled, shows it, and pickles
 * back to the very same object. Nothing of it was run.
 */
import { KEY, REPR, STR, TYPE_NAME, type NestedRepr } from '../values/hooks.ts'
import { tuple, tupleFrom, type Tuple } from '../values/tuple.ts'
import { Global } from './global.ts'
import { reprOpaque, strOpaque } from './opaque-repr.ts'
import type { Reduction } from './reduction.ts'

/**
 * How the pickle makes an object: `reduce` calls `callable(*args)`, `newobj` is `cls.__new__(cls, *args)` and
 * `newobj_ex` the same with keywords.
 */
export type Making = 'reduce' | 'newobj' | 'newobj_ex'

/** Classes whose C code says their names with the module. */
const C_CLASSES = /^(datetime\..*|decimal\.Decimal|array\.array|collections\.(deque|defaultdict|OrderedDict)|functools\.partial|operator\..*)$/

let distinguished = 0

/** An object of a class that is not known here: shown, and pickled back as it came. Nothing of it was run. */
export class Opaque implements Reduction {
  /** The class or function; itself an Opaque where the pickle makes that too. */
  readonly callable: unknown
  readonly made: Making
  readonly args: Tuple
  /** Keyword arguments of `newobj_ex`. */
  readonly kwargs: unknown
  /** What `BUILD` was given: the instance's `__dict__`, a tuple of it with its slots, or what `__setstate__` takes. `undefined`: none. */
  state: unknown
  /** The function that gives it its state, instead of `BUILD` (CPython: the sixth part of `__reduce__`). `undefined`: none. */
  setter: unknown
  /** Items appended to it, as to a list. */
  items: unknown[] | undefined
  /** Items set in it, as in a dict. */
  entries: [unknown, unknown][] | undefined
  /** Tells it from others that look the same; see `distinguish`. */
  #number = 0

  constructor(callable: unknown, made: Making, args: readonly unknown[], kwargs?: unknown) {
    this.callable = callable
    this.made = made
    this.args = tupleFrom(args)
    this.kwargs = kwargs
    this.state = undefined
    this.setter = undefined
    this.items = undefined
    this.entries = undefined
  }

  /** Module of the class or function; empty where that has no name. */
  get module(): string {
    return this.callable instanceof Global ? this.callable.module : ''
  }

  /** Qualified name of the class or function; empty where it has none. */
  get name(): string {
    return this.callable instanceof Global ? this.callable.name : ''
  }

  /** As in Python's messages: classes written in C are named with their module. */
  get [TYPE_NAME](): string {
    if (!(this.callable instanceof Global)) return 'object'
    if (this.name === '_array_reconstructor') return 'array.array'
    return C_CLASSES.test(`${this.module}.${this.name}`) ? `${this.module}.${this.name}` : this.name.slice(this.name.lastIndexOf('.') + 1)
  }

  [REPR](nested: NestedRepr): string {
    return reprOpaque(this, nested)
  }

  [STR](): string {
    return strOpaque(this)
  }

  toString(): string {
    return this[STR]()
  }

  /**
   * Two of them are equal when they would be pickled alike. Python asks the class, which is not here: a class without an `__eq__`
   * of its own has objects that are only equal to themselves.
   */
  [KEY](): Tuple {
    return tuple(this.callable, this.made, this.args, this.kwargs, this.state, this.setter, this.items, this.entries, this.#number)
  }

  /** Makes it equal to no other. For one that was in a set beside another that looks the same: Python knew them for two. */
  distinguish(): void {
    this.#number = ++distinguished
  }
}
