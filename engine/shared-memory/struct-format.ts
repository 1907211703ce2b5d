/** A format of Python's `struct`, taken apart: where in the bytes each value lies (CPython: `prepare_s` of `Modules/_struct.c`). */
import { endianness } from 'node:os'
import { UnicodeEncodeError, TypeError as PythonTypeError } from '../values/exceptions.ts'
import { typeName } from '../values/type-name.ts'
import { StructError, codesOf, type Code, type LongSize, type Order } from './struct-codes.ts'

/** Values of one kind that lie one behind the other. */
export interface Field {
  /** The format character. */
  readonly character: string
  /** Where the first begins, in bytes. */
  readonly offset: number
  /** Bytes of each. */
  readonly size: number
  /** How many values. */
  readonly count: number
  readonly code: Code
}

/** What a format says. */
export interface Format {
  /** Bytes of the whole. Beyond the safe integers only for formats that no memory could hold. */
  readonly size: bigint
  /** How many values. */
  readonly items: number
  readonly fields: readonly Field[]
  /** Whether numbers have their lowest byte first. */
  readonly little: boolean
}

/** `PY_SSIZE_T_MAX`: the size that no object exceeds. */
const LARGEST = (1n << 63n) - 1n
const LITTLE = endianness() === 'LE'
const LONG: LongSize = process.platform === 'win32' ? 4 : 8

const ORDERS: Readonly<Record<string, Order>> = {
  '@': { native: true, little: LITTLE },
  '=': { native: false, little: LITTLE },
  '<': { native: false, little: true },
  '>': { native: false, little: false },
  '!': { native: false, little: false },
}
const tables = new Map<Order, ReadonlyMap<string, Code>>()

function tableOf(order: Order, long: LongSize): ReadonlyMap<string, Code> {
  if (long !== LONG) return codesOf(order, long)
  let table = tables.get(order)
  if (!table) tables.set(order, (table = codesOf(order, long)))
  return table
}

/**
 * The text of a format that was given as str or bytes.
 * @throws TypeError for anything else, UnicodeEncodeError for characters beyond ASCII
 */
export function formatText(format: unknown): string {
  if (format instanceof Uint8Array) return Array.from(format, (byte) => String.fromCharCode(byte)).join('')
  if (typeof format !== 'string') throw new PythonTypeError(`Struct() argument 1 must be a str or bytes object, not ${typeName(format)}`)
  const characters = [...format]
  const start = characters.findIndex((character) => character > '\x7f')
  if (start < 0) return format
  const rest = characters.slice(start).findIndex((character) => character <= '\x7f')
  throw new UnicodeEncodeError('ascii', format, start, rest < 0 ? characters.length : start + rest, 'ordinal not in range(128)')
}

/**
 * Takes a format apart.
 * @param long bytes of a C `long` where sizes are native; left out: this machine's
 * @throws StructError in CPython's words
 */
export function parseFormat(format: string, long: LongSize = LONG): Format {
  if (format.includes('\0')) throw new StructError('embedded null character')
  const named = ORDERS[format[0] ?? '']
  const order = named ?? ORDERS['@']!
  const table = tableOf(order, long)
  const fields: Field[] = []
  let size = 0n
  let items = 0
  for (const [, digits = '', character = ''] of format.slice(named ? 1 : 0).matchAll(/[ \t-\r]+|(\d*)([^\d]?)/g)) {
    if (digits === '' && character === '') continue
    const count = digits === '' ? 1n : BigInt(digits)
    if (count > LARGEST) throw tooLong()
    if (character === '') throw new StructError('repeat count given without format specifier')
    const code = table.get(character)
    if (!code) throw new StructError('bad char in struct format')
    if (order.native) size += (-size % BigInt(code.alignment) + BigInt(code.alignment)) % BigInt(code.alignment)
    const isText = character === 's' || character === 'p'
    const offset = Number(size)
    if (count > (LARGEST - size) / BigInt(code.size)) throw tooLong()
    size += count * BigInt(code.size)
    if (character === 'x') continue
    if (isText) fields.push({ character, offset, size: Number(count), count: 1, code })
    else if (count > 0n) fields.push({ character, offset, size: code.size, count: Number(count), code })
    items += isText ? 1 : Number(count)
  }
  return { size, items, fields, little: order.little }
}

function tooLong(): StructError {
  return new StructError('total struct size too long')
}
