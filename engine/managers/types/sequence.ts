/** Rules that Python's sequences share: what can be iterated, and (`values/indices.ts`) how an index and a slice are resolved. */
import { IndexError, TypeError as PythonTypeError } from '../../values/exceptions.ts'
import { Range, typeName } from '../../values/index.ts'
import { BaseProxy } from '../base-proxy.ts'
import { valueOf } from '../referent.ts'

export { asIndex, resolveIndex, sliceIndices } from '../../values/indices.ts'

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
