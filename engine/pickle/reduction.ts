/**
 * The two registries by which classes join the codec: how a class is pickled, and what a global in a pickle does.
 * Pickling knows no class outside of `values/`; Token, proxies and exceptions are entries here.
 */
import type { Tuple } from '../values/tuple.ts'
import type { Global } from './global.ts'
import type { Making } from './opaque.ts'

/** What CPython's `__reduce_ex__` returns. */
export interface Reduction {
  /** The class or function, a `Global`. */
  readonly callable: unknown
  /** Default `reduce`. */
  readonly made?: Making
  readonly args: readonly unknown[]
  readonly kwargs?: unknown
  /** State for `BUILD`; `undefined`: none. */
  readonly state?: unknown
  /** Function of the object and its state that is called instead of `BUILD`. */
  readonly setter?: unknown
  /** Items to append, as to a list. */
  readonly items?: readonly unknown[] | undefined
  /** Items to set, as in a dict. */
  readonly entries?: readonly (readonly [unknown, unknown])[] | undefined
}

/** Says how an object is pickled: by a reduction, or by name. */
export type Reduce<T> = (value: T, context: unknown) => Reduction | Global

/** What a global does when a pickle uses it. What is left out stays opaque. */
export interface GlobalHandlers {
  /** The global itself is this value, as `Ellipsis` is. */
  readonly value?: unknown
  /** `REDUCE`: called with the arguments. `undefined` declines them: the object stays opaque, as it does for NEWOBJ. */
  readonly call?: (args: Tuple, context: unknown) => unknown
  /** `REDUCE` of a `functools.partial` of it: called with the arguments and keywords of both. Left out: that stays opaque. */
  readonly callWith?: (args: Tuple, kwds: ReadonlyMap<unknown, unknown>, context: unknown) => unknown
  /** `NEWOBJ`, `NEWOBJ_EX`: the class was asked for an instance. */
  readonly newobj?: (args: Tuple, context: unknown, kwargs: unknown) => unknown
  /**
   * `BUILD`: gives the state to an object that `call` or `newobj` made.
   * @returns the object to go on with, where that is another; `undefined` keeps it
   */
  readonly build?: (object: never, state: unknown, context: unknown) => unknown
  /** Makes a plain value and does nothing else, so it is also used for display. Default: no. */
  readonly pure?: boolean
}

const reductions = new Map<object, Reduce<never>>()
const globals = new Map<string, GlobalHandlers>()

/** A class as a value. */
export type Class<T> = abstract new (...args: never[]) => T

/** Says how instances of a class, and of classes derived from it, are pickled. The nearest class in the chain decides. */
export function registerReduction<T extends object>(type: Class<T>, reduce: Reduce<T>): void {
  reductions.set(type.prototype as object, reduce as Reduce<never>)
}

/** Says what a Python class or function does when a pickle uses it. */
export function registerGlobal(module: string, name: string, handlers: GlobalHandlers): void {
  globals.set(`${module}\n${name}`, handlers)
}

/** How an object is pickled; `undefined` where nobody said. */
export function reductionOf(value: object): Reduce<object> | undefined {
  for (let prototype: unknown = Object.getPrototypeOf(value); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    const found = reductions.get(prototype as object)
    if (found) return found as unknown as Reduce<object>
  }
  return undefined
}

/** What a global does; `undefined` where nobody said. */
export function handlersOf(module: string, name: string): GlobalHandlers | undefined {
  return globals.get(`${module}\n${name}`)
}
