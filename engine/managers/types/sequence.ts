/** Rules that Python's sequences share: what can be iterated, how an index and a slice are resolved. */
import { IndexError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { Range, Slice, typeName } from '../../values/index.ts'
import { BaseProxy } from '../base-proxy.ts'
import { valueOf } from '../referent.ts'

/**
 * The items of whatever Python can iterate over; a proxy of an object of this server gives that object's.
 * @throws TypeError in Python's words for anything else
 */
export function iterate(value: unknown): Iterable<unknown> {
  if (value instanceof BaseProxy && value.referent !== undefined) return iterate(valueOf(value.referent))
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value as unknown[]
  if (value instanceof Map) return value.keys()
  if (value instanceof Set || value instanceof Uint8Array || value instanceof Range) return value as Iterable<unknown>
  throw new PythonTypeError(`'${typeName(value)}' object is not iterable`)
}

/** Item by item until IndexError, as Python iterates over what has `__getitem__` and no `__iter__`. One request an item. */
export async function* iterateByIndex<T>(get: (index: number) => Promise<T>): AsyncGenerator<T, void> {
  for (let at = 0; ; at++) {
    let item: T
    try {
      item = await get(at)
    } catch (error) {
      if (error instanceof IndexError) return
      throw error
    }
    yield item
  }
}

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

/** The indices that a slice names in a sequence of `length` items, and its step (CPython: `slice.indices`). */
export function sliceIndices(slice: Slice, length: number): { indices: number[]; step: number; start: number; stop: number } {
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
  const indices: number[] = []
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) indices.push(at)
  return { indices, step, start, stop }
}
