/** The name of a value's Python type, as error messages give it. */
import { isPlainInt } from './float.ts'
import { hooksOf, TYPE_NAME } from './hooks.ts'

/** `'int'`, `'NoneType'`, `'dict'`, …; for an instance of a class of one's own that class's name. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'NoneType'
    case 'boolean':
      return 'bool'
    case 'number':
      return isPlainInt(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'string':
      return 'str'
    case 'function':
      return 'function'
    case 'symbol':
      return 'symbol'
    case 'object':
      return value === null ? 'NoneType' : objectTypeName(value)
  }
}

function objectTypeName(value: object): string {
  const own = hooksOf(value)[TYPE_NAME]
  if (own !== undefined) return own
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Map) return 'dict'
  if (value instanceof Set) return 'set'
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null
  if (prototype === null || prototype === Object.prototype) return 'dict'
  return prototype.constructor?.name || 'object'
}
