/**
 * Globals of Python's own library that make plain values here. A table: one entry makes a type known in both directions.
 * Arguments that no pickler writes are declined, and the object stays opaque. `getattr` and the like are never on it.
 */
import { AuthenticationError, BufferTooShort, PicklingError, ProcessError, TimeoutError, UnpicklingError } from '../errors.ts'
import { ByteArray, encodeLatin1 } from '../values/bytes.ts'
import { Complex } from '../values/complex.ts'
import { Dict } from '../values/dict.ts'
import { exceptionClasses, OSError, osError, PythonError } from '../values/exceptions.ts'
import { float, isInt, realOf } from '../values/float.ts'
import { Range } from '../values/range.ts'
import { FrozenSet, PySet } from '../values/set.ts'
import { Ellipsis, Slice } from '../values/slice.ts'
import { tupleFrom, type Tuple } from '../values/tuple.ts'
import { Global } from './global.ts'
import { Opaque } from './opaque.ts'
import { registerGlobal, registerReduction } from './reduction.ts'

/** A builtin that a pickle calls with plain arguments. */
function builtin(name: string, call: (args: Tuple) => unknown): Global {
  registerGlobal('builtins', name, { call, pure: true })
  return new Global('builtins', name)
}

/** The items of the list, tuple or set that a pickle gives as the only argument; `undefined` declines. */
function itemsOf(args: Tuple): unknown[] | undefined {
  if (args.length === 0) return []
  const [only] = args
  return args.length === 1 && (Array.isArray(only) || only instanceof Set) ? [...(only as Iterable<unknown>)] : undefined
}

builtin('list', itemsOf)
builtin('tuple', (args) => {
  const items = itemsOf(args)
  return items && tupleFrom(items)
})
builtin('set', (args) => {
  const items = itemsOf(args)
  return items && new PySet(items)
})
builtin('frozenset', (args) => {
  const items = itemsOf(args)
  return items && new FrozenSet(items)
})
builtin('dict', (args) => {
  const [only] = args
  if (args.length === 1 && only instanceof Map) return new Dict(only)
  const items = itemsOf(args)
  return items?.every((item) => Array.isArray(item) && item.length === 2) ? new Dict(items as [unknown, unknown][]) : undefined
})
builtin('bytes', (args) => {
  if (args.length === 0) return new Uint8Array(0)
  return args.length === 1 && args[0] instanceof Uint8Array ? new Uint8Array(args[0]) : encoded(args)
})
builtin('bytearray', (args) => {
  if (args.length === 0) return new ByteArray(0)
  const bytes = args.length === 1 && args[0] instanceof Uint8Array ? args[0] : encoded(args)
  return bytes && new ByteArray(bytes)
})
registerGlobal('_codecs', 'encode', { call: encoded, pure: true })

/** `(text, 'latin1')`: how protocols 0 to 2 write bytes. */
function encoded(args: Tuple): Uint8Array | undefined {
  const [text, encoding] = args
  const known = encoding === 'latin1' || encoding === 'latin-1'
  return args.length === 2 && typeof text === 'string' && known ? encodeLatin1(text) : undefined
}

const complex = builtin('complex', (args) => {
  const parts = args.map(realOf)
  if (parts.length === 0 || parts.length > 2 || parts.includes(undefined)) return undefined
  return new Complex(Number(parts[0]), Number(parts[1] ?? 0))
})
registerReduction(Complex, (value) => ({ callable: complex, args: [float(value.real), float(value.imag)] }))

const range = builtin('range', (args) => {
  const [start, stop, step = 1] = args
  return args.length >= 2 && args.length <= 3 && isInt(start) && isInt(stop) && isInt(step) ? new Range(start, stop, step) : undefined
})
registerReduction(Range, (value) => ({ callable: range, args: [value.start, value.stop, value.step] }))

const slice = builtin('slice', (args) => (args.length === 3 ? new Slice(args[0], args[1], args[2]) : undefined))
registerReduction(Slice, (value) => ({ callable: slice, args: [value.start, value.stop, value.step] }))

registerGlobal('builtins', 'Ellipsis', { value: Ellipsis, pure: true })

registerReduction(Opaque, (value) => value)

for (const { module, name, made } of exceptionClasses()) {
  registerGlobal(module, name, { call: made === OSError ? (args) => osError(...args) : (args) => new made(...args), pure: true })
  if (module === 'queue') registerGlobal('_queue', name, { call: (args) => new made(...args), pure: true })
  registerReduction(made, (value) => exceptionReduction(value, module, name))
}

/** What is derived here from an exception of Python's travels as that: Python has no other class for it. */
function exceptionReduction(value: PythonError, module: string, name: string) {
  return { callable: new Global(module, name), args: value.args, state: value.state }
}

/** The engine's own errors: Python has them in these modules. They have one text, or none. */
function engineError(type: new (message?: string) => Error, modules: readonly string[], name: string): void {
  const call = (args: Tuple): Error | undefined => {
    const [message] = args
    return args.length === 0 || (args.length === 1 && typeof message === 'string') ? new type(...(args as unknown as [string?])) : undefined
  }
  for (const module of modules) registerGlobal(module, name, { call, pure: true })
  registerReduction(type, (value) => ({ callable: new Global(modules[0]!, name), args: value.message === '' ? [] : [value.message] }))
}

engineError(ProcessError, ['multiprocessing.context', 'multiprocessing'], 'ProcessError')
engineError(BufferTooShort, ['multiprocessing.context', 'multiprocessing'], 'BufferTooShort')
engineError(TimeoutError, ['multiprocessing.context', 'multiprocessing'], 'TimeoutError')
engineError(AuthenticationError, ['multiprocessing.context', 'multiprocessing'], 'AuthenticationError')
engineError(PicklingError, ['_pickle', 'pickle'], 'PicklingError')
engineError(UnpicklingError, ['_pickle', 'pickle'], 'UnpicklingError')
