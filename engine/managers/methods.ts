/**
 * Methods of a server's object: which there are, and how a request's `args` and `kwds` become a call.
 *
 * Follows CPython's `all_methods`, `public_methods` and Python's rules for binding arguments. Names are looked up in
 * this file and nowhere else, so that what a peer sends can never reach `constructor` or `__proto__`.
 */
import { AttributeError, TypeError as PythonTypeError } from '../values/exceptions.ts'
import { typeName } from '../values/index.ts'

type Method = (...args: unknown[]) => unknown

/** On a method or class: keywords come together as one `Dict` in its last parameter, as Python's `**kwds`. */
export const takesKeywords: unique symbol = Symbol('takesKeywords')

/** Prototypes whose members are JavaScript's own, never an object's public methods. */
const BASE_PROTOTYPES: ReadonlySet<object> = new Set([Object.prototype, Function.prototype])
const NEVER: ReadonlySet<string> = new Set(['constructor', '__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'])

/** Names of the methods of `object` that do not start with `_`, as CPython's `public_methods` gives them: sorted. */
export function publicMethods(object: unknown): string[] {
  const names = new Set<string>()
  for (let at = asObject(object); at !== null && !BASE_PROTOTYPES.has(at); at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name.startsWith('_') || NEVER.has(name)) continue
      if (typeof Object.getOwnPropertyDescriptor(at, name)?.value === 'function') names.add(name)
    }
  }
  return [...names].sort()
}

/**
 * The method of `object` called `name`: its own, or one of its classes'.
 * @throws AttributeError in Python's words when there is none
 */
export function methodOf(object: unknown, name: string): Method {
  if (!NEVER.has(name)) {
    for (let at = asObject(object); at !== null && !BASE_PROTOTYPES.has(at); at = Object.getPrototypeOf(at) as object | null) {
      const value: unknown = Object.getOwnPropertyDescriptor(at, name)?.value
      if (typeof value === 'function') return value as Method
      if (value !== undefined) break
    }
    const general = GENERAL_METHODS[name]
    if (general && Object.hasOwn(GENERAL_METHODS, name)) return general
  }
  throw new AttributeError(`'${typeName(object)}' object has no attribute '${name}'`)
}

/** What every Python object can do and a JavaScript object does by syntax: answered only where `exposed` names it. */
const GENERAL_METHODS: Readonly<Record<string, Method>> = {
  __getattribute__(this: unknown, name: unknown) {
    const descriptor = attributeOf(this, name)
    return descriptor.get ? Reflect.apply(descriptor.get, this, []) : (descriptor.value as unknown)
  },
  __setattr__(this: unknown, name: unknown, value: unknown) {
    if (typeof name !== 'string') throw new PythonTypeError(`attribute name must be string, not '${typeName(name)}'`)
    if (NEVER.has(name)) throw new AttributeError(`'${typeName(this)}' object attribute '${name}' is read-only`)
    Reflect.set(this as object, name, value)
  },
  __delattr__(this: unknown, name: unknown) {
    attributeOf(this, name)
    Reflect.deleteProperty(this as object, name as string)
  },
}

function attributeOf(object: unknown, name: unknown): PropertyDescriptor {
  if (typeof name !== 'string') throw new PythonTypeError(`attribute name must be string, not '${typeName(name)}'`)
  if (!NEVER.has(name)) {
    for (let at = asObject(object); at !== null && !BASE_PROTOTYPES.has(at); at = Object.getPrototypeOf(at) as object | null) {
      const descriptor = Object.getOwnPropertyDescriptor(at, name)
      if (descriptor) return descriptor
    }
  }
  throw new AttributeError(`'${typeName(object)}' object has no attribute '${name}'`)
}

/**
 * Puts keywords in their places and checks the number of arguments, as Python does before it enters a function.
 * @throws TypeError in Python's words
 */
export function bindArguments(method: Method, name: string, args: readonly unknown[], kwds: ReadonlyMap<unknown, unknown>): unknown[] {
  const signature = signatureOf(method)
  for (const key of kwds.keys()) if (typeof key !== 'string') throw new PythonTypeError('keywords must be strings')
  if (!signature) {
    if (kwds.size > 0) throw new PythonTypeError(`${name}() takes no keyword arguments here: its parameters have no plain names`)
    return [...args]
  }
  if ((method as { [takesKeywords]?: boolean })[takesKeywords] !== true) return bindTo(signature, name, args, kwds)
  const parameters = signature.parameters.slice(0, -1)
  const bound = bindTo({ ...signature, parameters, required: Math.min(signature.required, parameters.length) }, name, args, new Map())
  bound[parameters.length] = kwds
  return bound
}

/** A signature without defaults and rest. */
export function signature(...parameters: string[]): Signature {
  return { parameters, required: parameters.length, rest: false }
}

/**
 * The same for parameters that are known by name.
 * @throws TypeError in Python's words
 */
export function bindTo(signature: Signature, name: string, args: readonly unknown[], kwds: ReadonlyMap<unknown, unknown>): unknown[] {
  const { parameters, required, rest } = signature
  if (!rest && args.length > parameters.length) {
    const takes = required === parameters.length ? `${parameters.length}` : `from ${required} to ${parameters.length}`
    const plural = parameters.length === 1 ? '' : 's'
    throw new PythonTypeError(
      `${name}() takes ${takes} positional argument${plural} but ${args.length} ${args.length === 1 ? 'was' : 'were'} given`,
    )
  }
  const bound = [...args]
  for (const [key, value] of kwds) {
    const at = parameters.indexOf(String(key))
    if (at < 0) throw new PythonTypeError(`${name}() got an unexpected keyword argument '${String(key)}'`)
    if (at < args.length) throw new PythonTypeError(`${name}() got multiple values for argument '${String(key)}'`)
    bound[at] = value
  }
  const missing = parameters.slice(0, required).filter((parameter, at) => at >= args.length && !kwds.has(parameter))
  if (missing.length > 0) {
    const list = missing.map((parameter) => `'${parameter}'`)
    const words = list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${list.at(-1)}` : list[0]
    throw new PythonTypeError(
      `${name}() missing ${missing.length} required positional argument${missing.length === 1 ? '' : 's'}: ${words}`,
    )
  }
  return bound
}

/** What may be called how. */
export interface Signature {
  readonly parameters: readonly string[]
  readonly required: number
  readonly rest: boolean
}

const signatures = new WeakMap<Method, Signature | null>()

/** Reads a function's parameter names from its source; null where they are patterns, or the function is native. */
function signatureOf(method: Method): Signature | null {
  let signature = signatures.get(method)
  if (signature === undefined) {
    const source = Function.prototype.toString.call(method)
    // A class without a constructor has its parent's.
    const inherits = /^class\b/.test(source) && constructorAt(source) === undefined
    const parent = inherits ? (Object.getPrototypeOf(method) as Method) : Function.prototype
    signature = parent === Function.prototype ? readSignature(source, method.length) : signatureOf(parent as Method)
    signatures.set(method, signature)
  }
  return signature
}

function readSignature(source: string, required: number): Signature | null {
  if (source.includes('[native code]')) return null
  const list = /^class\b/.test(source) ? constructorParameters(source) : parameterList(source)
  if (list === null) return null
  const parameters: string[] = []
  let rest = false
  for (const part of splitAtCommas(list)) {
    const found = /^(?:\s|\/\*.*?\*\/|\/\/.*\n)*(\.\.\.)?\s*([A-Za-z_$][\w$]*)\s*(=|$)/s.exec(part)
    if (!found) {
      if (part.trim() === '') continue
      return null
    }
    if (found[1]) rest = true
    else parameters.push(found[2]!)
  }
  return { parameters, required: Math.min(required, parameters.length), rest }
}

function constructorParameters(source: string): string | null {
  const at = constructorAt(source)
  return at === undefined ? '' : balanced(source, at)
}

/** Where the parameters of a class's own constructor begin. */
function constructorAt(source: string): number | undefined {
  const at = /(^|[\s;{}])constructor\s*\(/.exec(source)
  return at ? at.index + at[0].length : undefined
}

function parameterList(source: string): string | null {
  const single = /^(?:async\s+)?([A-Za-z_$][\w$]*)\s*=>/.exec(source)
  if (single) return single[1]!
  const open = source.indexOf('(')
  return open < 0 ? null : balanced(source, open + 1)
}

/** Text from `start` to the bracket that closes it. */
function balanced(source: string, start: number): string | null {
  const end = walk(source, start, (character, depth) => depth === 0 && character === ')')
  return end < 0 ? null : source.slice(start, end)
}

function splitAtCommas(list: string): string[] {
  const parts: string[] = []
  let from = 0
  for (;;) {
    const at = walk(list, from, (character, depth) => depth === 0 && character === ',')
    if (at < 0) return [...parts, list.slice(from)]
    parts.push(list.slice(from, at))
    from = at + 1
  }
}

/** First index from `start` where `stop` holds, strings and comments passed over; −1 at the end. */
function walk(source: string, start: number, stop: (character: string, depth: number) => boolean): number {
  let depth = 0
  for (let at = start; at < source.length; at++) {
    const character = source[at]!
    if (stop(character, depth)) return at
    if (character === '"' || character === "'" || character === '`') {
      at++
      while (at < source.length && source[at] !== character) at += source[at] === '\\' ? 2 : 1
    } else if (character === '/' && source[at + 1] === '*') {
      at = source.indexOf('*/', at + 2) + 1
      if (at === 0) return -1
    } else if (character === '/' && source[at + 1] === '/') {
      at = source.indexOf('\n', at)
      if (at < 0) return -1
    } else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
  }
  return -1
}

function asObject(value: unknown): object | null {
  if (value === null || value === undefined) return null
  return Object(value) as object
}
