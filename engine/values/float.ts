/**
 * Numbers. Python has int and float; JavaScript's `number` says which of them it is by its value:
 *
 * | Python | here |
 * | --- | --- |
 * | int within ±(2⁵³ − 1) | `number` |
 * | int beyond | `bigint` |
 * | float that is no such integer: 1.5, 1e300, inf, nan, -0.0 | `number` |
 * | float that looks like an int: 1.0 | `Float` |
 *
 * A `bigint` within the range of `number` is an int too. `bool` is an int in arithmetic and comparison.
 */
import { KEY, REPR, TYPE_NAME } from './hooks.ts'

/** A Python float whose value is integral. Counts like a number: `new Float(1) + 1 === 2`. */
export class Float extends Number {
  get [TYPE_NAME](): string {
    return 'float'
  }

  [REPR](): string {
    return reprFloat(this.valueOf())
  }

  [KEY](): number {
    return this.valueOf()
  }

  toJSON(): number {
    return this.valueOf()
  }
}

/** `value` as a Python float: a plain number, or a `Float` where a plain number would be an int. */
export function float(value: number | Float): number | Float {
  const number = Number(value)
  return isPlainInt(number) ? new Float(number) : number
}

/** Whether a plain number stands for a Python int. */
export function isPlainInt(number: number): boolean {
  return Number.isSafeInteger(number) && (number !== 0 || 1 / number > 0)
}

/** Whether `value` is a Python int (`bool` is not counted in). */
export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'number' ? isPlainInt(value) : typeof value === 'bigint'
}

/** Whether `value` is a Python float. */
export function isFloat(value: unknown): value is number | Float {
  return typeof value === 'number' ? !isPlainInt(value) : value instanceof Float
}

/** A Python int in the form that it has here: `number` where it is exact, else `bigint`. */
export function int(value: bigint | number): number | bigint {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : BigInt(value)
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

/** The amount that a bool, int or float stands for; `undefined` for anything else. */
export function realOf(value: unknown): number | bigint | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value
    case 'boolean':
      return value ? 1 : 0
    default:
      return value instanceof Float ? value.valueOf() : undefined
  }
}

/** `repr()` of a Python float: the shortest digits that read back, an exponent below 1e-4 and from 1e16 on. */
export function reprFloat(number: number): string {
  const text = reprAmount(number)
  return /^-?\d+$/.test(text) ? `${text}.0` : text
}

/** The same without the `.0`, as a complex number shows its parts. */
export function reprAmount(number: number): string {
  if (Number.isNaN(number)) return 'nan'
  if (!Number.isFinite(number)) return number < 0 ? '-inf' : 'inf'
  if (number === 0) return Object.is(number, -0) ? '-0' : '0'
  const size = Math.abs(number)
  if (size >= 1e-4 && size < 1e16) return String(number)
  const [mantissa = '', exponent = ''] = number.toExponential().split('e')
  const digits = exponent.slice(1)
  return `${mantissa}e${exponent[0]}${digits.length < 2 ? `0${digits}` : digits}`
}
