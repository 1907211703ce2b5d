/**
 * Globals of Python's own library that make plain values here. A table: one entry makes a type known in both directions.
 * Arguments that no pickler writes are declined, and the object stays opaque. `getattr` and the like are never on it.
 */
import { AuthenticationError, BufferTooShort, PicklingError, ProcessError, TimeoutError, UnpicklingError } from '../errors.ts'
import { ByteArray, encodeLatin1 } from '../values/bytes.ts'
import { Complex } from '../values/complex.ts'
import { Dict } from '../values/dict.ts'
import { exceptionClasses, OSError, osError } from '../values/exceptions.ts'
import { float, isInt, realOf } from '../values/float.ts'
import { Range } from '../values/range.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Ellipsis, Slice } from '../values/slice.ts'
import { tupleFrom, type Tuple } from '../values/tuple.ts'
import { distinctItems } from './distinct.ts'
import { Global } from './global.ts'
import { Opaque } from './opaque.ts'
import { registerGlobal, registerReduction } from './reduction.ts'

/** Builtins that a pickle calls, with what they make of plain arguments. */
const BUILTINS: Readonly<Record<string, (args: Tuple) => unknown>> = {
  list: itemsOf,
  tuple: (args) => {
    const items = itemsOf(args)
    return items && tupleFrom(items)
  },
  set: (args) => {
    const items = itemsOf(args)
    return items && new PySet(distinctItems(items))
  },
  frozenset: (args) => {
    const items = itemsOf(args)
    return items && new FrozenSet(distinctItems(items))
  },
  dict: (args) => {
    const [only] = args
    if (args.length === 1 && only instanceof Map) return new Dict(only)
    const items = itemsOf(args)
    return items?.every((item) => Array.isArray(item) && item.length === 2) ? new Dict(items as [unknown, unknown][]) : undefined
  },
  bytes: (args) => {
    if (args.length === 0) return new Uint8Array(0)
    return args.length === 1 && args[0] instanceof Uint8Array ? new Uint8Array(args[0]) : encoded(args)
  },
  bytearray: (args) => {
    if (args.length === 0) return new ByteArray(0)
    const bytes = args.length === 1 && args[0] instanceof Uint8Array ? args[0] : encoded(args)
    return bytes && new ByteArray(bytes)
  },
  complex: (args) => {
    const parts = Array.from(args, realOf)
    if (parts.length === 0 || parts.length > 2 || parts.includes(undefined)) return undefined
    return new Complex(Number(parts[0]), Number(parts[1] ?? 0))
  },
  range: (args) => {
    const [start, stop, step = 1] = args
    return args.length >= 2 && args.length <= 3 && isInt(start) && isInt(stop) && isInt(step) ? new Range(start, stop, step) : undefined
  },
  slice: (args) => (args.length === 3 ? new Slice(args[0], args[1], args[2]) : undefined),
}

/** The items of the list, tuple or set that a pickle gives as the only argument; `undefined` declines. */
function itemsOf(args: Tuple): unknown[] | undefined {
  if (args.length === 0) return []
  const [only] = args
  return args.length === 1 && (Array.isArray(only) || only instanceof Set) ? Array.from(only as Iterable<unknown>) : undefined
}

/** `(text, 'latin1')`: how protocols 0 to 2 write bytes. */
function encoded(args: Tuple): Uint8Array | undefined {
  const [text, encoding] = args
  const known = encoding === 'latin1' || encoding === 'latin-1'
  return args.length === 2 && typeof text === 'string' && known ? encodeLatin1(text) : undefined
}

/** The engine's own errors, with the modules that Python has them in; the first is written. */
const CONTEXT = ['multiprocessing.context', 'multiprocessing']
const ENGINE_ERRORS: readonly (readonly [name: string, type: new (message?: string) => Error, modules: readonly string[]])[] = [
  ['ProcessError', ProcessError, CONTEXT],
  ['BufferTooShort', BufferTooShort, CONTEXT],
  ['TimeoutError', TimeoutError, CONTEXT],
  ['AuthenticationError', AuthenticationError, CONTEXT],
  ['PicklingError', PicklingError, ['_pickle', 'pickle']],
  ['UnpicklingError', UnpicklingError, ['_pickle', 'pickle']],
]

let registered = false

/** Puts the table into the registries. Both halves of the codec call it; it does so once. */
export function registerPythonGlobals(): void {
  if (registered) return
  registered = true
  for (const [name, call] of Object.entries(BUILTINS)) registerGlobal('builtins', name, { call, pure: true })
  registerGlobal('builtins', 'Ellipsis', { value: Ellipsis, pure: true })
  registerGlobal('_codecs', 'encode', { call: encoded, pure: true })

  const complex = new Global('builtins', 'complex')
  registerReduction(Complex, (value) => ({ callable: complex, args: [float(value.real), float(value.imag)] }))
  const range = new Global('builtins', 'range')
  registerReduction(Range, (value) => ({ callable: range, args: [value.start, value.stop, value.step] }))
  const slice = new Global('builtins', 'slice')
  registerReduction(Slice, (value) => ({ callable: slice, args: [value.start, value.stop, value.step] }))
  registerReduction(Opaque, (value) => value)

  registerExceptions()
  for (const [name, type, modules] of ENGINE_ERRORS) registerEngineError(name, type, modules)
}

/** What is derived here from one of Python's exceptions travels as that: Python has no other class for it. */
function registerExceptions(): void {
  for (const { module, name, made } of exceptionClasses()) {
    const call = (args: Tuple): unknown => (made === OSError ? osError(...args) : new made(...args))
    registerGlobal(module, name, { call, pure: true })
    // Python's own queue is written in C there.
    if (module === 'queue') registerGlobal('_queue', name, { call, pure: true })
    const callable = new Global(module, name)
    registerReduction(made, (value) => ({ callable, args: value.args, state: value.state }))
  }
}

/** They have one text, or none. */
function registerEngineError(name: string, type: new (message?: string) => Error, modules: readonly string[]): void {
  const call = (args: Tuple): Error | undefined => {
    const [message] = args
    if (args.length === 0) return new type()
    return args.length === 1 && typeof message === 'string' ? new type(message) : undefined
  }
  for (const module of modules) registerGlobal(module, name, { call, pure: true })
  const callable = new Global(modules[0]!, name)
  registerReduction(type, (value) => ({ callable, args: value.message === '' ? [] : [value.message] }))
}
