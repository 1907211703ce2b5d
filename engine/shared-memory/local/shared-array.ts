/** `SharedArray`: items of an `array` typecode in shared memory (`processing.LocalManager`). */
import { ValueError } from '../../values/exceptions.ts'
import { REPR, TYPE_NAME } from '../../values/hooks.ts'
import { asIndex, resolveIndex, sliceBounds, type SliceBounds } from '../../values/indices.ts'
import { repr } from '../../values/repr.ts'
import { Slice } from '../../values/slice.ts'
import { indexed } from '../indexing.ts'
import type { LayoutField } from '../segment-trace.ts'
import { bytesFromItems, bytesOf, checkItem, checkTypecode, isText, itemSize, itemsFromBytes } from '../typecodes.ts'
import { inheritable } from './inheritance.ts'
import { ManagerGuard } from './manager-guard.ts'
import { SharedObject, attachSegment, createSegment, type SharedParts } from './shared-object.ts'

/** Beyond as many a trace shows the array as one stretch. */
const SHOWN_ITEMS = 4096

/**
 * Numbers of one kind, or characters, of a fixed number: `array[0]`, `array[-1] = 5`. An item is read and written in one
 * piece, and so are slices, `toList()` and `toBytes()`; what is between two of them, only a lock keeps whole.
 */
export class SharedArray<T = number> extends SharedObject implements Iterable<T> {
  /** An item, from the start or, below 0, from the end. @throws IndexError beyond; OverflowError, TypeError for what does not fit */
  [index: number]: T
  readonly typecode: string
  readonly length: number
  readonly #itemSize: number

  /**
   * A new one. @param sequence items, or bytes as they lie in memory
   * @throws TypeError, ValueError, OverflowError in the words of CPython's `array`
   */
  static create<T = number>(typecode: string, sequence: Iterable<T> | Uint8Array | string, guard: ManagerGuard): SharedArray<T> {
    checkTypecode(typecode, sequence)
    const bytes = bytesOf(typecode, sequence)
    const made = new SharedArray<T>(createSegment(bytes.length, guard), typecode, bytes.length / itemSize(typecode))
    if (bytes.length > 0) made.memory.write(0, bytes)
    return made
  }

  /** One that exists already. @throws FileNotFoundError when it is gone */
  static attach<T = number>(typecode: string, length: number, name: string, guard: string, guardRecord: string): SharedArray<T> {
    return new SharedArray<T>(attachSegment(name, ManagerGuard.attach(guard, guardRecord)), typecode, length)
  }

  constructor(parts: SharedParts, typecode: string, length: number) {
    const size = itemSize(typecode)
    super(parts, 'SharedArray', () => layoutOf(typecode, size, length))
    this.typecode = typecode
    this.length = length
    this.#itemSize = size
  }

  get [TYPE_NAME](): string {
    return 'SharedArray'
  }

  /** `SharedArray('i', [1, 2, 3])` */
  [REPR](): string {
    const items = this.toList()
    return `SharedArray(${repr(this.typecode)}, ${repr(isText(this.typecode) ? items.join('') : items)})`
  }

  /** `array[index]`. @throws IndexError, TypeError */
  get(index: number): T {
    const at = resolveIndex(asIndex(index, 'array indices must be integers'), this.length, 'array index out of range') * this.#itemSize
    const { memory } = this
    switch (this.typecode) {
      case 'i':
        return memory.readInt32(at) as T
      case 'I':
        return memory.readUInt32(at) as T
      case 'B':
        return memory.readUInt8(at) as T
      default:
        return itemsFromBytes(this.typecode, memory.read(at, this.#itemSize))[0] as T
    }
  }

  /** `array[index] = value`. @throws IndexError; OverflowError, TypeError for a value that the typecode cannot hold */
  set(index: number, value: T): void {
    const at = resolveIndex(asIndex(index, 'array indices must be integers'), this.length, 'array assignment index out of range') * this.#itemSize
    const bytes = bytesFromItems(this.typecode, [checkItem(this.typecode, value)])
    const { memory } = this
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (bytes.length === 4) memory.writeUInt32(at, view.getUint32(0, LITTLE))
    else if (bytes.length === 8) memory.writeInt64(at, view.getBigInt64(0, LITTLE))
    else memory.write(at, bytes)
    this.changed(at, bytes.length)
  }

  /** `array[start:stop:step]`, its items as a list. @throws TypeError, ValueError */
  slice(start: number | null = null, stop: number | null = null, step: number | null = null): T[] {
    const bounds = sliceBounds(new Slice(start, stop, step), this.length)
    if (bounds.count === 0) return []
    const [first, last] = endsOf(bounds)
    const items = itemsFromBytes(this.typecode, this.#read(first, last + 1)) as T[]
    return bounds.step === 1 ? items : Array.from({ length: bounds.count }, (_, nth) => items[bounds.start + nth * bounds.step - first]!)
  }

  /**
   * `array[start:stop:step] = items`. The array keeps its length.
   * @throws ValueError for another number of items; OverflowError, TypeError for what the typecode cannot hold. Nothing has changed then
   */
  setSlice(start: number | null, stop: number | null, items: Iterable<T> | Uint8Array | string, step: number | null = null): void {
    const bounds = sliceBounds(new Slice(start, stop, step), this.length)
    const bytes = bytesOf(this.typecode, items)
    const size = this.#itemSize
    if (bytes.length !== bounds.count * size) throw new ValueError('Can only assign sequence of same size')
    if (bounds.count === 0) return
    const { memory } = this
    this.guard.runNow(() => {
      if (bounds.step === 1) memory.write(bounds.start * size, bytes)
      else for (let nth = 0; nth < bounds.count; nth++) memory.write((bounds.start + nth * bounds.step) * size, bytes.subarray(nth * size, (nth + 1) * size))
    })
    const [first, last] = endsOf(bounds)
    this.changed(first * size, (last + 1 - first) * size)
  }

  /** All items. */
  toList(): T[] {
    return itemsFromBytes(this.typecode, this.toBytes()) as T[]
  }

  /** A copy of the bytes. */
  toBytes(): Uint8Array {
    return this.#read(0, this.length)
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index++) yield this.get(index)
  }

  static {
    indexed(SharedArray as typeof SharedArray<unknown>, {
      get: (array, index) => array.get(index),
      set: (array, index, value) => array.set(index, value),
    })
  }

  #read(first: number, end: number): Uint8Array {
    const { memory } = this
    return this.guard.runNow(() => memory.read(first * this.#itemSize, (end - first) * this.#itemSize))
  }
}

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The lowest and the highest index that a slice names; it names some. */
function endsOf({ start, step, count }: SliceBounds): readonly [number, number] {
  const end = start + (count - 1) * step
  return start < end ? [start, end] : [end, start]
}

function layoutOf(typecode: string, size: number, length: number): LayoutField[] {
  if (length > SHOWN_ITEMS) return [{ offset: 0, size: size * length, format: `${length}${typecode}`, label: `0 to ${length - 1}` }]
  return Array.from({ length }, (_, index) => ({ offset: index * size, size, format: typecode, label: String(index) }))
}

inheritable(
  SharedArray,
  'SharedArray',
  ({ typecode, length, name, guard }) => [typecode, length, name, guard.name, guard.recordName],
  SharedArray.attach,
)
