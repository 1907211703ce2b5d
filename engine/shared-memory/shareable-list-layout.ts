/**
 * What lies where in the segment of a `ShareableList` (CPython: the comment in `shared_memory.ShareableList`).
 *
 * | bytes | what |
 * | --- | --- |
 * | 8 | how many items (N), as all numbers here a signed 64-bit integer in the machine's order |
 * | 8 (N + 1) | where each item begins, from the start of the items; the last is the end of them. In CPython 3.8 only 8 N: how long each is |
 * | … | the items |
 * | 8 N | the `struct` format of each, padded with zeros |
 * | N | the back-transform code of each |
 */
import { Global } from '../pickle/global.ts'
import { KeyError } from '../values/exceptions.ts'
import { isFloat, isInt, type Float } from '../values/float.ts'
import { ByteArray } from '../values/bytes.ts'
import { typeName } from '../values/type-name.ts'
import type { LayoutField } from './segment-trace.ts'

/** What a list can hold: int, float, bool, str, bytes and None. */
export type ShareableItem = number | bigint | Float | boolean | string | Uint8Array | null

/** How the places of items are noted: where they begin (CPython since 3.9), or how long they are (CPython 3.8). */
export type ListLayout = 'offsets' | 'sizes'

/** Every item takes a whole number of these. */
export const ALIGNMENT = 8
/** Bytes of a format in the segment. */
export const FORMAT_SIZE = 8

/** Formats of items, by Python's type; `%d` is how many bytes were given to it. */
export const ITEM_FORMATS = { int: 'q', float: 'd', bool: 'xxxxxxx?', str: '%ds', bytes: '%ds', NoneType: 'xxxxxx?x' } as const

/** How an item is made again of what its format unpacks to. */
export const BACK_TRANSFORMS = { plain: 0, str: 1, bytes: 2, NoneType: 3 } as const

/** Python's type of an item. @throws KeyError naming the type, as CPython does */
export function itemType(value: unknown): keyof typeof ITEM_FORMATS {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'str'
  if (isInt(value)) return 'int'
  if (isFloat(value)) return 'float'
  if (value instanceof Uint8Array && !(value instanceof ByteArray)) return 'bytes'
  throw new KeyError(classOf(value))
}

const BUILTINS = new Set(['bytearray', 'complex', 'dict', 'frozenset', 'function', 'list', 'memoryview', 'range', 'set', 'slice', 'tuple', 'type'])

/** Prints as `<class 'list'>`. */
function classOf(value: unknown): unknown {
  const name = typeName(value)
  return new Global(BUILTINS.has(name) ? 'builtins' : '__main__', name)
}

/** The format of a new item: text and bytes get room in steps of 8, and one more byte at least. Text is counted in characters. */
export function formatOf(value: unknown): string {
  const type = itemType(value)
  if (type !== 'str' && type !== 'bytes') return ITEM_FORMATS[type]
  const length = type === 'str' ? [...(value as string)].length : (value as Uint8Array).length
  return textFormat(ALIGNMENT * (Math.floor(length / ALIGNMENT) + 1))
}

/** The format of a text or bytes with so much room. */
export function textFormat(room: number): string {
  return ITEM_FORMATS.str.replace('%d', String(room))
}

/** Bytes that an item of that format takes. */
export function roomOf(format: string): number {
  return format.endsWith('s') ? Number(format.slice(0, -1)) : ALIGNMENT
}

/** The back-transform code of a value. */
export function backTransformOf(value: unknown): number {
  const type = itemType(value)
  return type === 'int' || type === 'float' || type === 'bool' ? BACK_TRANSFORMS.plain : BACK_TRANSFORMS[type]
}

/** Places in the segment of a list. All in bytes from its start. */
export class ListPlaces {
  readonly layout: ListLayout
  /** N + 1 places from the start of the items. */
  readonly offsets: readonly number[]

  constructor(offsets: readonly number[], layout: ListLayout) {
    this.offsets = offsets
    this.layout = layout
  }

  /** Places for items of those formats, one after the other. */
  static of(formats: readonly string[], layout: ListLayout): ListPlaces {
    const offsets = [0]
    for (const format of formats) offsets.push(offsets.at(-1)! + roomOf(format))
    return new ListPlaces(offsets, layout)
  }

  /** The numbers behind the length in the segment. */
  get noted(): readonly number[] {
    return this.layout === 'offsets' ? this.offsets : this.offsets.slice(1).map((end, nth) => end - this.offsets[nth]!)
  }

  get length(): number {
    return this.offsets.length - 1
  }

  get items(): number {
    return notedSize(this.length, this.layout) + 8
  }

  get formats(): number {
    return this.items + this.offsets.at(-1)!
  }

  get codes(): number {
    return this.formats + FORMAT_SIZE * this.length
  }

  get size(): number {
    return this.codes + this.length
  }

  /** For a memory map: first what all lists have, then the items. */
  fields(formats: readonly string[]): LayoutField[] {
    const { length, items } = this
    return [
      { offset: 0, size: 8, format: 'q', label: 'length' },
      { offset: 8, size: items - 8, format: `${(items - 8) / 8}q`, label: this.layout },
      { offset: this.formats, size: FORMAT_SIZE * length, format: `${FORMAT_SIZE * length}s`, label: 'formats' },
      { offset: this.codes, size: length, format: `${length}b`, label: 'back transforms' },
      ...formats.map((format, nth) => ({ offset: items + this.offsets[nth]!, size: this.offsets[nth + 1]! - this.offsets[nth]!, format, label: `[${nth}]` })),
    ]
  }
}

/** Bytes of the numbers behind the length. */
export function notedSize(length: number, layout: ListLayout): number {
  return 8 * (layout === 'offsets' ? length + 1 : length)
}
