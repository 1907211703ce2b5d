/** `array.array` as it travels in a pickle. What its items are, `shared-memory/typecodes.ts` says. */
import { Global, Opaque } from '../../pickle/index.ts'
import { bytesFromItems, checkItem, isTypecode, itemsFromBytes, type Items } from '../../shared-memory/typecodes.ts'

export { checkItem, checkTypecode, isText, itemsFromBytes, type Items } from '../../shared-memory/typecodes.ts'

/** An `array.array` as it travels: `array.array(typecode, bytes)` (CPython: `managers.reduce_array`). */
export function arrayValue(typecode: string, items: Items): Opaque {
  return new Opaque(new Global('array', 'array'), 'reduce', [typecode, bytesFromItems(typecode, items)])
}

/** The typecode and items of an `array.array` that came in a pickle; `undefined` for anything else. */
export function arrayParts(value: unknown): { readonly typecode: string; readonly items: Items } | undefined {
  if (!(value instanceof Opaque) || value.module !== 'array' || value.name !== 'array') return undefined
  const [typecode, content] = value.args
  if (typeof typecode !== 'string' || !isTypecode(typecode)) return undefined
  if (content === undefined) return { typecode, items: [] }
  if (content instanceof Uint8Array) return { typecode, items: itemsFromBytes(typecode, content) }
  return Array.isArray(content) ? { typecode, items: content.map((item) => checkItem(typecode, item)) } : undefined
}
