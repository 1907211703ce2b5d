/**
 * Values as JSON text, for the way between processes and between worlds of a page: what a structured clone carries, plus
 * (between worlds) functions, which become references.
 */

/** Turns a function into a reference and back. Without one, a function can't be sent, as in Electron's messages. */
export interface FunctionTable {
  keep(fn: Callable): number
  call(reference: number): Callable
}
export type Callable = (...args: unknown[]) => unknown

type Encoded =
  | null
  | boolean
  | number
  | string
  | { readonly undefined: 1 }
  | { readonly number: string }
  | { readonly bigint: string }
  | { readonly date: number }
  | { readonly bytes: string; readonly view: string }
  | { readonly error: readonly [name: string, message: string] }
  | { readonly list: readonly Encoded[] }
  | { readonly map: readonly (readonly [Encoded, Encoded])[] }
  | { readonly set: readonly Encoded[] }
  | { readonly object: readonly (readonly [string, Encoded])[] }
  | { readonly fn: number }
  | { readonly promise: number }

const VIEWS = {
  ArrayBuffer,
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
} as const

/** @throws Error `An object could not be cloned.` as Electron says it */
export function encode(value: unknown, functions?: FunctionTable): string {
  return JSON.stringify(toEncoded(value, functions, new Set()))
}

export function decode(text: string, functions?: FunctionTable): unknown {
  return fromEncoded(JSON.parse(text) as Encoded, functions)
}

function toEncoded(value: unknown, functions: FunctionTable | undefined, above: Set<object>): Encoded {
  switch (typeof value) {
    case 'undefined':
      return { undefined: 1 }
    case 'boolean':
    case 'string':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { number: Object.is(value, -0) ? '-0' : String(value) }
    case 'bigint':
      return { bigint: String(value) }
    case 'symbol':
      throw notCloneable()
    case 'function':
      if (functions === undefined) throw notCloneable()
      return { fn: functions.keep(value as Callable) }
    case 'object':
      break
  }
  if (value === null) return null
  if (above.has(value)) throw new Error('The double carries no values that contain themselves.')
  above.add(value)
  try {
    return objectToEncoded(value as object, functions, above)
  } finally {
    above.delete(value)
  }
}

function objectToEncoded(value: object, functions: FunctionTable | undefined, above: Set<object>): Encoded {
  const inner = (item: unknown): Encoded => toEncoded(item, functions, above)
  if (Array.isArray(value)) return { list: value.map(inner) }
  if (value instanceof Date) return { date: value.getTime() }
  if (value instanceof Error) return { error: [value.name, value.message] }
  if (value instanceof Map) return { map: [...value].map(([key, item]) => [inner(key), inner(item)] as const) }
  if (value instanceof Set) return { set: [...value].map(inner) }
  if (value instanceof ArrayBuffer) return { bytes: toBase64(new Uint8Array(value)), view: 'ArrayBuffer' }
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    // A subclass (Node's Buffer) arrives as what it extends.
    const view = Object.keys(VIEWS).find((name) => name !== 'ArrayBuffer' && value instanceof VIEWS[name as keyof typeof VIEWS])
    if (view === undefined) throw notCloneable()
    return { bytes: toBase64(bytes), view }
  }
  if (functions !== undefined && value instanceof Promise) {
    return { promise: functions.keep((settle) => void value.then(...settlers(settle as Callable))) }
  }
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) throw notCloneable()
  return { object: Object.entries(value).map(([key, item]) => [key, inner(item)] as const) }
}

function settlers(settle: Callable): [(value: unknown) => void, (error: unknown) => void] {
  return [(value) => void settle(true, value), (error) => void settle(false, error)]
}

function fromEncoded(value: Encoded, functions: FunctionTable | undefined): unknown {
  if (value === null || typeof value !== 'object') return value
  const inner = (item: Encoded): unknown => fromEncoded(item, functions)
  if ('undefined' in value) return undefined
  if ('number' in value) return Number(value.number)
  if ('bigint' in value) return BigInt(value.bigint)
  if ('date' in value) return new Date(value.date)
  if ('error' in value) return Object.assign(new Error(value.error[1]), { name: value.error[0] })
  if ('list' in value) return value.list.map(inner)
  if ('map' in value) return new Map(value.map.map(([key, item]) => [inner(key), inner(item)]))
  if ('set' in value) return new Set(value.set.map(inner))
  if ('bytes' in value) {
    const { buffer } = fromBase64(value.bytes)
    return value.view === 'ArrayBuffer' ? buffer : new VIEWS[value.view as keyof typeof VIEWS](buffer)
  }
  if ('object' in value) return Object.fromEntries(value.object.map(([key, item]) => [key, inner(item)]))
  if (functions === undefined) throw new Error('A function came where none can come.')
  if ('fn' in value) return functions.call(value.fn)
  const follow = functions.call(value.promise)
  return new Promise((resolve, reject) => {
    follow((fulfilled: unknown, result: unknown) => (fulfilled === true ? resolve(result) : reject(result as Error)))
  })
}

function notCloneable(): Error {
  return new Error('An object could not be cloned.')
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
