/**
 * `repr()` and `str()`, as Python writes them.
 *
 * Objects of this package's classes write themselves ([REPR] in hooks.ts); here are JavaScript's own kinds of value.
 */
import { reprBytes } from './bytes.ts'
import { effortLeft, spend } from './effort.ts'
import { isPlainInt, reprFloat } from './float.ts'
import { hooksOf, REPR, STR } from './hooks.ts'
import { typeName } from './type-name.ts'

/** Nesting beyond which `...` is written: Python would raise RecursionError long before. */
const DEPTH_LIMIT = 500

/** How `repr` writes. */
export interface ReprOptions {
  /** Stop after about this many characters with `…`. For display: shared values may unfold to any length. Default: never. */
  readonly maxLength?: number
}

/** Python's `repr()`. A value within itself is written `[...]`, `{...}` or `(...)`. */
export function repr(value: unknown, options: ReprOptions = {}): string {
  const writer = new Writer(Math.min(options.maxLength ?? Infinity, effortLeft()))
  const text = writer.write(value)
  spend(text.length)
  return text.length > writer.maxLength ? `${text.slice(0, writer.maxLength)}…` : text
}

/** Python's `str()`: a str is itself, an exception its message, everything else its `repr()`. */
export function str(value: unknown, options: ReprOptions = {}): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) {
    const own = hooksOf(value)[STR]
    if (own) return own.call(value)
    if (value instanceof Error) return value.message
  }
  return repr(value, options)
}

class Writer {
  readonly maxLength: number
  readonly #open = new Set<object>()
  #written = 0
  readonly #nested = (value: unknown): string => this.write(value)

  constructor(maxLength: number) {
    this.maxLength = maxLength
  }

  write(value: unknown): string {
    if (this.#written > this.maxLength) return '…'
    const text = this.#textOf(value)
    if (typeof value !== 'object' || value === null) this.#written += text.length
    this.#written += 2
    return text
  }

  #textOf(value: unknown): string {
    switch (typeof value) {
      case 'undefined':
        return 'None'
      case 'boolean':
        return value ? 'True' : 'False'
      case 'number':
        return isPlainInt(value) ? String(value) : reprFloat(value)
      case 'bigint':
        return String(value)
      case 'string':
        return reprText(value.length > this.maxLength ? value.slice(0, this.maxLength) : value)
      case 'function':
        return /^class\b/.test(Function.prototype.toString.call(value)) ? `<class '${value.name}'>` : `<function ${value.name || '<lambda>'}>`
      case 'symbol':
        return `<${String(value)}>`
      case 'object':
        return value === null ? 'None' : this.#objectText(value)
    }
  }

  #objectText(value: object): string {
    if (this.#open.has(value)) return againText(value)
    if (this.#open.size >= DEPTH_LIMIT) return '...'
    this.#open.add(value)
    try {
      return this.#contentText(value)
    } finally {
      this.#open.delete(value)
    }
  }

  #contentText(value: object): string {
    const own = hooksOf(value)[REPR]
    if (own) return own.call(value, this.#nested)
    if (Array.isArray(value)) return `[${value.map(this.#nested).join(', ')}]`
    if (value instanceof Uint8Array) return reprBytes(value)
    if (value instanceof Map) return this.#dictText(value)
    if (value instanceof Set) return reprSet(value, 'set', this.#nested)
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return this.#dictText(Object.entries(value))
    if (value instanceof Error) return `${value.name}(${value.message === '' ? '' : reprText(value.message)})`
    if (value.toString !== Object.prototype.toString) return String(value)
    return `<${typeName(value)} object>`
  }

  #dictText(entries: Iterable<readonly [unknown, unknown]>): string {
    return reprDict(entries, this.#nested)
  }
}

/** `{'a': 1}` */
export function reprDict(entries: Iterable<readonly [unknown, unknown]>, nested: (value: unknown) => string): string {
  const parts: string[] = []
  for (const [key, item] of entries) parts.push(`${nested(key)}: ${nested(item)}`)
  return `{${parts.join(', ')}}`
}

/** `{1, 2}`, `set()`, `frozenset({1})`, in insertion order: Python's own order depends on its hashes. */
export function reprSet(items: ReadonlySet<unknown>, name: 'set' | 'frozenset', nested: (value: unknown) => string): string {
  if (items.size === 0) return `${name}()`
  const text = `{${Array.from(items, nested).join(', ')}}`
  return name === 'set' ? text : `frozenset(${text})`
}

/** What Python writes for a value inside itself. */
function againText(value: object): string {
  switch (typeName(value)) {
    case 'list':
      return '[...]'
    case 'tuple':
      return '(...)'
    case 'dict':
      return '{...}'
    case 'set':
      return 'set(...)'
    case 'frozenset':
      return 'frozenset(...)'
    default:
      return '...'
  }
}

/** What Python escapes in a str: everything that has no glyph, and all white space but the blank. */
const UNPRINTABLE = /(?! )[\p{C}\p{Z}\\]/u
const UNPRINTABLE_ALL = /(?! )[\p{C}\p{Z}\\]/gu

/** `repr()` of a str: in double quotes where there is a single one and no double one. */
export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let body = UNPRINTABLE.test(text) ? text.replace(UNPRINTABLE_ALL, escapeCharacter) : text
  if (quote === "'" && body.includes("'")) body = body.replaceAll("'", "\\'")
  return quote + body + quote
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
    default: {
      const point = character.codePointAt(0)!
      const digits = point.toString(16)
      if (point < 0x100) return `\\x${digits.padStart(2, '0')}`
      return point < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
    }
  }
}
