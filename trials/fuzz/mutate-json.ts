/** Changes JSON in its own terms: what comes out is JSON again. */
import type { Random } from './random.ts'

const ODD: readonly unknown[] = [
  null, true, false, 0, -1, 1, 0.5, 1e308, -0, 2 ** 31, 2 ** 53, '', 'a', '__proto__', 'constructor', 'toString', 'prototype', 'then',
  '\u0000', '\ud800', '🌱', '../../x', [], {}, [[]], [null], { length: 1 }, { toString: null }, 'x'.repeat(300),
]
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'then', 'length', 'name', 'kind', 'id', '']
const NESTED = 200

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** The value that a text of JSON has; undefined where it has none. */
export function readJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decoder.decode(bytes)) as unknown }
  } catch {
    return undefined
  }
}

export function writeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

/** Some changes to a text of JSON, with parts of another; undefined where it is none. */
export function mutateJson(input: Uint8Array, random: Random, other: Uint8Array): Uint8Array | undefined {
  const read = readJson(input)
  if (!read) return undefined
  const donor = readJson(other)
  let { value } = read
  for (let left = 1 << random.below(3); left > 0; left--) value = mutateValue(value, random, donor?.value)
  return writeJson(value)
}

/** A value with one place in it changed. */
export function mutateValue(value: unknown, random: Random, donor: unknown): unknown {
  const isContainer = typeof value === 'object' && value !== null
  if (!isContainer || random.oneIn(12)) return replaced(value, random, donor)
  if (Array.isArray(value)) return mutateArray(value as unknown[], random, donor)
  return mutateObject(value as Record<string, unknown>, random, donor)
}

function mutateArray(value: readonly unknown[], random: Random, donor: unknown): unknown {
  const items = value.slice()
  const at = random.below(items.length)
  switch (items.length === 0 ? 0 : random.below(9)) {
    case 0:
      items.splice(at, 0, replaced(undefined, random, donor))
      break
    case 1:
      items.splice(at, 1)
      break
    case 2:
      items.splice(random.below(items.length), 0, items[at])
      break
    default:
      items[at] = mutateValue(items[at], random, donor)
  }
  return items
}

function mutateObject(value: Readonly<Record<string, unknown>>, random: Random, donor: unknown): unknown {
  const entries = Object.entries(value)
  const at = random.below(entries.length)
  switch (entries.length === 0 ? 0 : random.below(12)) {
    case 0:
      entries.push([random.pick(NAMES), replaced(undefined, random, donor)])
      break
    case 1:
      entries.splice(at, 1)
      break
    case 2:
      entries[at] = [random.pick(NAMES), entries[at]![1]]
      break
    case 3:
      entries[at] = [entries[at]![0], entries[random.below(entries.length)]![1]]
      break
    default:
      entries[at] = [entries[at]![0], mutateValue(entries[at]![1], random, donor)]
  }
  // As JSON.parse makes it: `__proto__` is a name like any other.
  const made: Record<string, unknown> = {}
  for (const [name, one] of entries) Object.defineProperty(made, name, { value: one, enumerable: true, writable: true, configurable: true })
  return made
}

function replaced(value: unknown, random: Random, donor: unknown): unknown {
  if (typeof value === 'number' && random.oneIn(2)) return value + random.below(5) - 2
  if (typeof value === 'string' && value.length > 0 && random.oneIn(2)) {
    const at = random.below(value.length)
    return value.slice(0, at) + (random.oneIn(2) ? String.fromCharCode(random.below(0x300)) : '') + value.slice(at + random.below(3))
  }
  if (donor !== undefined && random.oneIn(3)) return partOf(donor, random)
  if (random.oneIn(200)) return nested(random)
  return random.pick(ODD)
}

function partOf(value: unknown, random: Random): unknown {
  let part = value
  while (typeof part === 'object' && part !== null && !random.oneIn(3)) {
    const inside = Object.values(part) as unknown[]
    if (inside.length === 0) break
    part = random.pick(inside)
  }
  return part
}

function nested(random: Random): unknown {
  let value: unknown = 0
  for (let depth = random.below(NESTED); depth > 0; depth--) value = random.oneIn(2) ? [value] : { a: value }
  return value
}
