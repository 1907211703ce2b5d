/** How Python resolves an index and a slice of a sequence. */
import { IndexError, TypeError as PythonTypeError, ValueError } from './exceptions.ts'
import type { Slice } from './slice.ts'
import { typeName } from './type-name.ts'

/** An int as a number: Python's `__index__`. */
export function asIndex(value: unknown, words: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return value
  if (typeof value === 'bigint') return Number(value)
  throw new PythonTypeError(`${words}, not ${typeName(value)}`)
}

/** Resolves an index that may count from the end. @throws IndexError with `words` when there is no such item */
export function resolveIndex(index: number, length: number, words: string): number {
  const at = index < 0 ? index + length : index
  if (at < 0 || at >= length) throw new IndexError(words)
  return at
}

/** What a slice names in a sequence: from `start`, every `step`-th, `count` of them; `stop` is where it ends. */
export interface SliceBounds {
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly count: number
}

/** The indices that a slice names in a sequence of `length` items, one by one. @throws TypeError, ValueError */
export function sliceIndices(slice: Slice, length: number): { indices: number[]; step: number; start: number; stop: number } {
  const { start, stop, step, count } = sliceBounds(slice, length)
  return { indices: Array.from({ length: count }, (_, nth) => start + nth * step), step, start, stop }
}

/** The same as bounds (CPython: `slice.indices`). @throws TypeError, ValueError */
export function sliceBounds(slice: Slice, length: number): SliceBounds {
  const words = 'slice indices must be integers or None or have an __index__ method'
  const part = (value: unknown): number | null => {
    if (value === null || value === undefined) return null
    try {
      return asIndex(value, '')
    } catch {
      throw new PythonTypeError(words)
    }
  }
  const step = part(slice.step) ?? 1
  if (step === 0) throw new ValueError('slice step cannot be zero')
  const lowest = step > 0 ? 0 : -1
  const highest = step > 0 ? length : length - 1
  const clamp = (value: number | null, absent: number): number => {
    if (value === null) return absent
    const at = value < 0 ? value + length : value
    return Math.min(Math.max(at, lowest), highest)
  }
  const start = clamp(part(slice.start), step > 0 ? 0 : length - 1)
  const stop = clamp(part(slice.stop), step > 0 ? length : -1)
  return { start, stop, step, count: Math.max(0, Math.ceil((stop - start) / step)) }
}
