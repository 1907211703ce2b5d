/** What an Opaque looks like: as Python writes it where its class is in the standard library, else `<module.Name …>`. */
import type { NestedRepr } from '../values/hooks.ts'
import { repr, str } from '../values/repr.ts'
import { Tuple } from '../values/tuple.ts'
import { Global } from './global.ts'
import type { Opaque } from './opaque.ts'
import { standardRepr, standardStr } from './standard-library.ts'

/** `repr()` of an opaque object. */
export function reprOpaque(opaque: Opaque, nested: NestedRepr): string {
  return standardRepr(opaque, nested) ?? describe(opaque, nested)
}

/** `str()` of an opaque object. */
export function strOpaque(opaque: Opaque): string {
  return standardStr(opaque) ?? repr(opaque)
}

/** `fractions.Fraction(1, 2)` for what one call makes, `<__main__.Bed plant='basil' depth=3>` for what has a state. */
function describe(opaque: Opaque, nested: NestedRepr): string {
  const { callable } = opaque
  if (isPartial(callable)) return partialCall(callable, opaque, nested)
  const name = callable instanceof Global ? shownName(callable) : nested(callable)
  const parts = [stateText(opaque.state, nested), itemsText(opaque, nested)].filter((part) => part !== '')
  const args = opaque.args.map(nested).join(', ')
  if (parts.length === 0) return `${name}(${args})`
  return `<${name}${args === '' ? '' : `(${args})`} ${parts.join(' ')}>`
}

/** An object that is made by a `functools.partial`: as if that were written out. */
function partialCall({ state }: Opaque, opaque: Opaque, nested: NestedRepr): string {
  const [callable, args, kwds] = state as Tuple
  const name = callable instanceof Global ? callable.name : nested(callable)
  const parts = [...(args as Tuple), ...opaque.args].map(nested)
  if (kwds instanceof Map) for (const [key, value] of kwds) parts.push(`${str(key)}=${nested(value)}`)
  return `${name}(${parts.join(', ')})`
}

function isPartial(callable: unknown): callable is Opaque {
  if (typeof callable !== 'object' || callable === null || !('state' in callable) || !('module' in callable) || !('name' in callable)) return false
  const { module, name, state } = callable
  return module === 'functools' && name === 'partial' && state instanceof Tuple && state[1] instanceof Tuple
}

/** Exceptions go without their module, as in Python. */
function shownName(callable: Global): string {
  return /(Error|Exception|Warning|BufferTooShort)$/.test(callable.name) ? callable.name : callable.toString()
}

function itemsText(opaque: Opaque, nested: NestedRepr): string {
  const parts: string[] = []
  if (opaque.items) parts.push(`[${opaque.items.map(nested).join(', ')}]`)
  if (opaque.entries) parts.push(`{${opaque.entries.map(([key, value]) => `${nested(key)}: ${nested(value)}`).join(', ')}}`)
  return parts.join(' ')
}

/** The attributes in a state: a dict, or a tuple of it and another dict for slots. */
function stateText(state: unknown, nested: NestedRepr): string {
  if (state === undefined || state === null) return ''
  if (state instanceof Map) return [...state].map(([key, value]) => `${str(key)}=${nested(value)}`).join(' ')
  const isPair = state instanceof Tuple && state.length === 2 && state.every((part) => part === null || part instanceof Map)
  return isPair ? state.map((part) => stateText(part, nested)).filter((part) => part !== '').join(' ') : nested(state)
}
