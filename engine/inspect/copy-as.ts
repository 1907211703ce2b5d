/** A call as a line of a program that makes it again: "copy as Python", "copy as TypeScript". */
import type { Frame } from './run.ts'
import { objectName } from './call-text.ts'
import { requestOf, tokenOf } from './decode.ts'
import { isRequest } from './describe.ts'
import type { NameOf } from './desyncs.ts'
import { Opaque } from '../pickle/index.ts'
import { PythonError } from '../values/exceptions.ts'
import { ByteArray, Complex, Float, FrozenSet, PySet, Range, Slice, Tuple } from '../values/index.ts'
import { repr } from '../values/repr.ts'

/**
 * The call that a frame is or answers, in Python. A value that has no literal is its repr, and then the line is a comment.
 * @param nameOf what the program calls the object; left out or undefined: its typeid in small letters
 * @returns undefined for a frame that is no call, of which the trace did not keep all, or that no line could hold
 */
export function callAsPython(frame: Frame, nameOf?: NameOf): string | undefined {
  const call = callOf(frame, nameOf)
  if (call === undefined) return undefined
  const { name, method, args, kwds } = call
  const shown = args.map((value) => pythonValue(value))
  const named = kwds.map(([key, value]) => `${key}=${pythonValue(value)}`)
  const line = pythonLine(name, method, shown, named)
  return [...args, ...kwds.map(([, value]) => value)].some(isOpaque) ? `# ${line}` : line
}

function pythonLine(name: string, method: string, args: readonly string[], named: readonly string[]): string {
  const [first = '', second = ''] = args
  const only = named.length === 0
  switch (method) {
    case '__getitem__':
      if (only && args.length === 1) return `${name}[${first}]`
      break
    case '__setitem__':
      if (only && args.length === 2) return `${name}[${first}] = ${second}`
      break
    case '__delitem__':
      if (only && args.length === 1) return `del ${name}[${first}]`
      break
    case '__len__':
      if (only && args.length === 0) return `len(${name})`
      break
    case '__contains__':
      if (only && args.length === 1) return `${first} in ${name}`
      break
    case '__str__':
    case '__repr__':
      return `str(${name})`
    case '#GETVALUE':
      return `${name}._getvalue()`
    default:
  }
  const all = [...args, ...named].join(', ')
  if (method === 'create') return `${name}.${unquoted(first)}(${[...args.slice(1), ...named].join(', ')})`
  return method.startsWith('_') || method.startsWith('#')
    ? `${name}._callmethod('${method}'${args.length + named.length === 0 ? '' : `, (${args.join(', ')}${args.length === 1 ? ',' : ''})`}${only ? '' : `, {${named.map((each) => `'${each.replace('=', "': ")}`).join(', ')}}`})`
    : `${name}.${method}(${all})`
}

/** The same in TypeScript, through the engine's own proxies. */
export function callAsTypeScript(frame: Frame, nameOf?: NameOf): string | undefined {
  const call = callOf(frame, nameOf)
  if (call === undefined) return undefined
  const { name, method, args, kwds } = call
  const shown = args.map((value) => typescriptValue(value))
  const named = kwds.map(([key, value]) => `${propertyName(key)}: ${typescriptValue(value)}`)
  const object = named.length === 0 ? [] : [`{ ${named.join(', ')} }`]
  let line: string
  if (method === 'create') line = `await ${name}.create(${[shown[0] ?? "''", ...(shown.length > 1 || named.length > 0 ? [`[${shown.slice(1).join(', ')}]`] : []), ...object].join(', ')})`
  else line = `await ${name}.callMethod(${[typescriptValue(method), ...(shown.length > 0 || named.length > 0 ? [`[${shown.join(', ')}]`] : []), ...object].join(', ')})`
  return [...args, ...kwds.map(([, value]) => value)].some(isOpaque) ? `// ${line}` : line
}

interface CallParts {
  readonly name: string
  readonly method: string
  readonly args: readonly unknown[]
  readonly kwds: readonly (readonly [string, unknown])[]
}

function callOf(frame: Frame, nameOf: NameOf | undefined): CallParts | undefined {
  const call = isRequest(frame) ? frame : frame.pair
  if (call === undefined || (call.kind !== 'call' && call.kind !== 'create') || call.truncated) return undefined
  const request = requestOf(call.payload)
  if (request === undefined) return undefined
  const left = { values: UNFOLDED_LIMIT }
  if (![...request.args, ...request.kwds.keys(), ...request.kwds.values()].every((value) => isSmall(value, left))) return undefined
  const name = call.kind === 'create' ? (nameOf?.(call) ?? 'manager') : variable(objectName(call, nameOf))
  return { name, method: request.method, args: request.args, kwds: [...request.kwds].map(([key, value]) => [String(key), value] as const) }
}

/** Values that a line may have, shared parts as often as they stand in it, and how deep they may be in one another. */
const UNFOLDED_LIMIT = 20_000
const DEPTH_LIMIT = 60

/** Whether a value can be written out: none that is within itself, none that unfolds to more than anybody reads. */
function isSmall(value: unknown, left: { values: number }, depth = 0): boolean {
  if (--left.values < 0 || depth > DEPTH_LIMIT) return false
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true
  const inside = (item: unknown): boolean => isSmall(item, left, depth + 1)
  if (Array.isArray(value) || value instanceof Set) return [...value].every(inside)
  if (value instanceof Map) return [...value].every(([key, item]) => inside(key) && inside(item))
  if (value instanceof Slice) return [value.start, value.stop, value.step].every(inside)
  if (value instanceof PythonError) return value.args.every(inside)
  if (value instanceof Opaque) return [value.callable, value.args, value.kwargs, value.state, value.items, value.entries].every(inside)
  return true
}

/** `Greenhouse` → `greenhouse`: a name that a variable may have. */
function variable(name: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}_.$]/gu, '_')
  const small = /^[A-Z]/.test(plain) ? plain.charAt(0).toLowerCase() + plain.slice(1) : plain
  return /^[\p{L}_$]/u.test(small) ? small : `_${small}`
}

function unquoted(text: string): string {
  return /^'[\p{L}_][\p{L}\p{N}_]*'$/u.test(text) ? text.slice(1, -1) : `create(${text})`
}

/** Whether something is in a value that no literal makes: a proxy, an object of a class. */
function isOpaque(value: unknown): boolean {
  if (value instanceof Opaque || tokenOf(value) !== undefined) return true
  if (Array.isArray(value) || value instanceof Set) return [...value].some(isOpaque)
  if (value instanceof Map) return [...value].some(([key, item]) => isOpaque(key) || isOpaque(item))
  return false
}

function pythonValue(value: unknown): string {
  const text = repr(value)
  // These have no literal of their own.
  return text === 'inf' || text === '-inf' || text === 'nan' ? `float('${text}')` : text
}

function typescriptValue(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (value instanceof Float) return `float(${String(value.valueOf())})`
  if (value instanceof Complex) return `new Complex(${value.real}, ${value.imag})`
  if (value instanceof Range) return `new Range(${value.start}, ${value.stop}, ${value.step})`
  if (value instanceof ByteArray) return `new ByteArray([${value.join(', ')}])`
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(', ')})`
  if (value instanceof Tuple) return `tuple(${value.map(typescriptValue).join(', ')})`
  if (Array.isArray(value)) return `[${value.map(typescriptValue).join(', ')}]`
  if (value instanceof FrozenSet || value instanceof PySet || value instanceof Set) return `new Set([${[...(value as Set<unknown>)].map(typescriptValue).join(', ')}])`
  if (value instanceof Map) {
    const entries = [...value]
    if (entries.every(([key]) => typeof key === 'string')) {
      return entries.length === 0 ? '{}' : `{ ${entries.map(([key, item]) => `${propertyName(key as string)}: ${typescriptValue(item)}`).join(', ')} }`
    }
    return `new Map([${entries.map(([key, item]) => `[${typescriptValue(key)}, ${typescriptValue(item)}]`).join(', ')}])`
  }
  return repr(value)
}

function propertyName(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : typescriptValue(name)
}
