/** What an Opaque looks like: as Python writes it where its class is in the standard library, else `<module.Name …>`. */
import { hooksOf, REPR, STR } from '../values/hooks.ts'
import type { NestedRepr } from '../values/hooks.ts'
import { repr, str } from '../values/repr.ts'
import { Tuple } from '../values/tuple.ts'
import { Global } from './global.ts'
import type { Opaque } from './opaque.ts'

/** `repr()` of an opaque object. */
export function reprOpaque(opaque: Opaque, nested: NestedRepr): string {
  return describe(opaque, nested)
}

/** `str()` of an opaque object. */
export function strOpaque(opaque: Opaque): string {
  return repr(opaque)
}

function describe(opaque: Opaque, nested: NestedRepr): string {
  const name = opaque.callable instanceof Global ? String(opaque.callable) : nested(opaque.callable)
  const fields = stateText(opaque.state, nested)
  if (opaque.state === undefined && opaque.made === 'reduce') return `${name}(${opaque.args.map(nested).join(', ')}${contentText(opaque, nested)})`
  const args = opaque.args.length > 0 ? `(${opaque.args.map(nested).join(', ')})` : ''
  return `<${name}${args}${fields}${contentText(opaque, nested)}>`
}

function contentText(opaque: Opaque, nested: NestedRepr): string {
  const items = opaque.items ? ` [${opaque.items.map(nested).join(', ')}]` : ''
  const entries = opaque.entries ? ` {${opaque.entries.map(([key, value]) => `${nested(key)}: ${nested(value)}`).join(', ')}}` : ''
  return items + entries
}

function stateText(state: unknown, nested: NestedRepr): string {
  if (state === undefined || state === null) return ''
  if (state instanceof Map) return [...state].map(([key, value]) => ` ${str(key)}=${nested(value)}`).join('')
  if (state instanceof Tuple && state.length === 2 && state.every((part) => part === null || part instanceof Map)) {
    return state.map((part) => stateText(part, nested)).join('')
  }
  return ` ${nested(state)}`
}

void hooksOf
void REPR
void STR
