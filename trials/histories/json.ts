/** Values of answers as JSON. */
import type { Json } from './history.ts'

/** @throws TypeError for a value that histories have no place for */
export function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value instanceof Map) return [...value].map(([key, its]) => [jsonOf(key), jsonOf(its)])
  throw new TypeError(`an answer of a history is None, bool, int, str, list or dict, got ${String(value)}`)
}
