/**
 * How objects of Python's standard library write themselves, read off their pickles. A table: one entry makes a class readable.
 * An entry gives `undefined` for a pickle that it does not expect, and the object is then shown as any other.
 */
import { Dict } from '../values/dict.ts'
import { Ellipsis } from '../values/slice.ts'
import type { NestedRepr } from '../values/hooks.ts'
import { repr, reprDict, str } from '../values/repr.ts'
import { Tuple } from '../values/tuple.ts'
import { arrayText } from './array-text.ts'
import { dateStr, dateText, datetimeStr, datetimeText, timedeltaStr, timedeltaText, timeStr, timeText, timezoneStr, timezoneText } from './datetime-text.ts'
import { Global } from './global.ts'
import type { Opaque } from './opaque.ts'

export type Describe = (opaque: Opaque, nested: NestedRepr) => string | undefined

/** Python's `repr()` of an object of the standard library; `undefined` for any other. */
export function standardRepr(opaque: Opaque, nested: NestedRepr): string | undefined {
  return reprs.get(`${opaque.module}.${opaque.name}`)?.(opaque, nested)
}

/** Python's `str()` where it is not its `repr()`. */
export function standardStr(opaque: Opaque): string | undefined {
  return strs.get(`${opaque.module}.${opaque.name}`)?.(opaque, repr)
}

/**
 * Whether it is a text or a number, as Python's own pickles have here. Of anything else `str()` may be without end: then
 * the object is described as one of no known class.
 */
function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}

/** The value of one attribute of an object whose state is its `__dict__`. */
function attribute(opaque: Opaque, name: string): unknown {
  return opaque.state instanceof Dict ? opaque.state.get(name) : undefined
}

function keywords(state: unknown, nested: NestedRepr): string {
  return state instanceof Map ? [...state].map(([key, value]) => `${typeof key === 'string' ? key : nested(key)}=${nested(value)}`).join(', ') : ''
}

const entriesText = (opaque: Opaque, nested: NestedRepr): string => reprDict(opaque.entries ?? [], nested)

function uuidText(opaque: Opaque): string | undefined {
  const value = attribute(opaque, 'int')
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
  const digits = BigInt(value).toString(16).padStart(32, '0')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function dequeText(opaque: Opaque, nested: NestedRepr): string {
  const items = `[${(opaque.items ?? []).map(nested).join(', ')}]`
  const maxlen = opaque.args[1]
  return maxlen === undefined || maxlen === null ? `deque(${items})` : `deque(${items}, maxlen=${nested(maxlen)})`
}

function counterText(opaque: Opaque, nested: NestedRepr): string | undefined {
  const [counts] = opaque.args
  if (!(counts instanceof Map)) return undefined
  if (counts.size === 0) return 'Counter()'
  if (![...counts.values()].every((count) => typeof count === 'number')) return `Counter(${nested(counts)})`
  return `Counter(${reprDict([...counts].sort(([, a], [, b]) => b - a), nested)})`
}

function fractionParts(opaque: Opaque): readonly [string, string] | undefined {
  const [first, second] = opaque.args
  if (typeof first === 'string') return (first.includes('/') ? first : `${first}/1`).split('/') as [string, string]
  return opaque.args.length === 2 && isPlain(first) && isPlain(second) ? [str(first), str(second)] : undefined
}

function tokenText(opaque: Opaque, nested: NestedRepr): string | undefined {
  if (!(opaque.state instanceof Tuple) || opaque.state.length !== 3) return undefined
  const [typeid, address, id] = opaque.state
  return `Token(typeid=${nested(typeid)}, address=${nested(address)}, id=${nested(id)})`
}

/** As Python's, with the id of the object instead of an address in memory. */
function proxyText(opaque: Opaque, nested: NestedRepr): string | undefined {
  const [type, token] = opaque.args
  const state = isOpaque(token) && token.state instanceof Tuple ? token.state : undefined
  if (!(type instanceof Global) || state?.length !== 3) return undefined
  const name = type.name === 'AutoProxy' ? `AutoProxy[${isPlain(state[0]) ? str(state[0]) : nested(state[0])}]` : type.name
  return `<${name} object, typeid ${nested(state[0])}, id ${nested(state[2])}>`
}

function isOpaque(value: unknown): value is Opaque {
  return typeof value === 'object' && value !== null && 'callable' in value && 'state' in value
}

function sharedMemoryText(opaque: Opaque, nested: NestedRepr): string | undefined {
  const [name, , size] = opaque.args
  return opaque.args.length === 3 ? `SharedMemory(${nested(name)}, size=${nested(size)})` : undefined
}

function partialText(opaque: Opaque, nested: NestedRepr): string | undefined {
  if (!(opaque.state instanceof Tuple) || opaque.state.length !== 4) return undefined
  const [callable, args, kwargs] = opaque.state
  if (!(args instanceof Tuple)) return undefined
  const parts = [nested(callable), ...args.map(nested), keywords(kwargs, nested)].filter((part) => part !== '')
  return `functools.partial(${parts.join(', ')})`
}

function typeText(opaque: Opaque): string | undefined {
  if (opaque.args.length !== 1) return undefined
  const [instance] = opaque.args
  if (instance === null) return "<class 'NoneType'>"
  if (instance === Ellipsis) return "<class 'ellipsis'>"
  return instance instanceof Global && instance.name === 'NotImplemented' ? "<class 'NotImplementedType'>" : undefined
}

function pathText(opaque: Opaque): string | undefined {
  if (!opaque.args.every(isPlain)) return undefined
  const path = opaque.args.map((each) => str(each)).join('/').replace(/^\/\//, '/')
  return path === '' ? '.' : path
}

const path: Describe = (opaque, nested) => {
  const text = pathText(opaque)
  return text === undefined ? undefined : `${opaque.name}(${nested(text)})`
}
const paths = ['PurePath', 'PurePosixPath', 'PosixPath'].flatMap((name) => [`pathlib.${name}`, `pathlib._local.${name}`])

const reprs = new Map<string, Describe>([
  ['datetime.date', dateText],
  ['datetime.datetime', datetimeText],
  ['datetime.time', timeText],
  ['datetime.timedelta', timedeltaText],
  ['datetime.timezone', timezoneText],
  ['decimal.Decimal', (opaque, nested) => (opaque.args.length === 1 ? `Decimal(${nested(opaque.args[0])})` : undefined)],
  ['fractions.Fraction', (opaque) => {
    const parts = fractionParts(opaque)
    return parts && `Fraction(${parts.join(', ')})`
  }],
  ['uuid.UUID', (opaque) => {
    const text = uuidText(opaque)
    return text && `UUID('${text}')`
  }],
  ['array.array', arrayText],
  ['array._array_reconstructor', arrayText],
  ['collections.deque', dequeText],
  ['collections.OrderedDict', (opaque, nested) => `OrderedDict(${opaque.entries ? entriesText(opaque, nested) : ''})`],
  ['collections.defaultdict', (opaque, nested) => `defaultdict(${nested(opaque.args[0] ?? null)}, ${entriesText(opaque, nested)})`],
  ['collections.Counter', counterText],
  ['collections.ChainMap', (opaque, nested) => {
    const maps = attribute(opaque, 'maps')
    return Array.isArray(maps) ? `ChainMap(${maps.map(nested).join(', ')})` : undefined
  }],
  ['collections.UserDict', (opaque, nested) => dataText(opaque, nested)],
  ['collections.UserList', (opaque, nested) => dataText(opaque, nested)],
  ['collections.UserString', (opaque, nested) => dataText(opaque, nested)],
  ['types.SimpleNamespace', (opaque, nested) => `namespace(${keywords(opaque.state, nested)})`],
  ['functools.partial', partialText],
  ['builtins.type', typeText],
  ['multiprocessing.managers.Namespace', (opaque, nested) => `Namespace(${keywords(opaque.state, nested)})`],
  ['multiprocessing.managers.Value', (opaque, nested) => `Value(${nested(attribute(opaque, '_typecode'))}, ${nested(attribute(opaque, '_value'))})`],
  ['multiprocessing.managers.Token', tokenText],
  ['multiprocessing.managers.RebuildProxy', proxyText],
  ['multiprocessing.shared_memory.SharedMemory', sharedMemoryText],
  ...paths.map((name): [string, Describe] => [name, path]),
])

function dataText(opaque: Opaque, nested: NestedRepr): string | undefined {
  const data = attribute(opaque, 'data')
  return data === undefined ? undefined : nested(data)
}

const strs = new Map<string, Describe>([
  ['datetime.date', dateStr],
  ['datetime.datetime', datetimeStr],
  ['datetime.time', timeStr],
  ['datetime.timedelta', timedeltaStr],
  ['datetime.timezone', timezoneStr],
  ['decimal.Decimal', (opaque) => (opaque.args.length === 1 && isPlain(opaque.args[0]) ? str(opaque.args[0]) : undefined)],
  ['fractions.Fraction', (opaque) => fractionParts(opaque)?.join('/').replace(/\/1$/, '')],
  ['uuid.UUID', uuidText],
  ['collections.UserString', (opaque) => (isPlain(attribute(opaque, 'data')) ? str(attribute(opaque, 'data')) : undefined)],
  ...paths.map((name): [string, Describe] => [name, pathText]),
])

