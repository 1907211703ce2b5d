/**
 * `ShareableList`: a list of fixed length in shared memory (CPython: `multiprocessing.shared_memory.ShareableList`, 3.8 to
 * 3.13). Python processes and this one can share one, made by either.
 */
import { Global, Opaque, registerGlobal, registerReduction } from '../pickle/index.ts'
import { Dict } from '../values/dict.ts'
import { equals } from '../values/equality.ts'
import { AssertionError, IndexError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { REPR, TYPE_NAME, type NestedRepr } from '../values/hooks.ts'
import { repr } from '../values/repr.ts'
import { tuple } from '../values/tuple.ts'
import { typeName } from '../values/type-name.ts'
import { fromProgram } from './from-program.ts'
import { indexed } from './indexing.ts'
import type { MemoryView } from './memory-view.ts'
import { backTransform, checkedSlice, formatBytes, pack, readLength, readPlaces, unpackAt, withoutZeros, writeList } from './shareable-list-bytes.ts'
import { backTransformOf, FORMAT_SIZE, formatOf, itemType, ListPlaces, textFormat, type ListLayout, type ShareableItem } from './shareable-list-layout.ts'
import { KIND, SHARED_MEMORY_MODULE, SharedMemory } from './shared-memory.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** How a list is opened. */
export interface ShareableListOptions {
  /** Of the segment: with a sequence the one to make, without one the one to attach to. */
  readonly name?: string | null | undefined
  /**
   * How a new list is laid out: `offsets` as CPython does since 3.9, `sizes` for those who run CPython 3.8, which cannot
   * read the other. A list that is attached to tells by itself.
   */
  readonly layout?: ListLayout | undefined
}

/**
 * A list in shared memory: `list[0]`, `list[-1]`, `list[0] = 5`. Its length never changes, and a text or bytes only fit
 * where there was room for as many when the list was made. `list.shm` is its segment: close and unlink that.
 */
export class ShareableList<T = ShareableItem> implements Iterable<T> {
  /** An item, from the start or, below 0, from the end. @throws IndexError beyond */
  [index: number]: T
  /** The segment that it is in. */
  readonly shm: SharedMemory
  readonly #places: ListPlaces

  /**
   * @param sequence what is in it; left out with a name: what is in the segment of that name
   * @throws KeyError naming the type of what it cannot hold; StructError for an int of more than 64 bits; the errors of
   *   `SharedMemory`
   */
  constructor(sequence?: Iterable<T> | null, options: ShareableListOptions = {}) {
    const { name = null, layout = 'offsets' } = options
    const attaches = name !== null && (sequence === undefined || sequence === null)
    const [shm, places] = fromProgram(new.target, () => (attaches ? attachList(name) : createList([...(sequence ?? [])], name, layout)))
    this.shm = shm
    this.#places = places
    this.shm.trace.laidOut(() => this.#places.fields(this.#formats()))
  }

  /** How many items, as the segment says. */
  get length(): number {
    return readLength(this.#open())
  }

  /** The formats of all items, in the words of `struct`. */
  get format(): string {
    return this.#formats().join('')
  }

  /** How many items are equal to `value`. */
  count(value: unknown): number {
    return this.toList().filter((item) => equals(item, value)).length
  }

  /** Place of the first item that is equal to `value`. @throws ValueError when there is none */
  index(value: unknown): number {
    const found = this.toList().findIndex((item) => equals(item, value))
    if (found < 0) throw new ValueError(`${repr(value)} not in this container`)
    return found
  }

  /** A copy of all items. */
  toList(): T[] {
    return [...this]
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.#places.length; index++) yield this.#get(index)
  }

  get [TYPE_NAME](): string {
    return 'ShareableList'
  }

  /** `ShareableList([1, 'basil'], name='psm_1f2e3d4c')` */
  [REPR](nested: NestedRepr = repr): string {
    return `${this.constructor.name}(${nested(this.toList())}, name=${repr(this.shm.name)})`
  }

  toString(): string {
    return this[REPR]()
  }

  static {
    indexed(ShareableList, { get: (list, index) => list.#get(index), set: (list, index, value) => list.#set(index, value) })
  }

  #get(index: number): T {
    const buf = this.#open()
    const { items, offsets, codes } = this.#places
    const place = this.#place(index)
    if (place === undefined) throw new IndexError('index out of range')
    const values = unpackAt(buf, this.#format(place), items + offsets[place]!)
    if (values.length !== 1) throw new ValueError(`not enough values to unpack (expected 1, got ${values.length})`)
    return backTransform(values[0], (buf.at(codes + place) << 24) >> 24) as T
  }

  #set(index: number, value: unknown): void {
    const buf = this.#open()
    const { items, offsets, formats, codes } = this.#places
    const place = this.#place(index)
    if (place === undefined) throw new IndexError('assignment index out of range')
    const before = this.#format(place)
    const type = itemType(value)
    const encoded = type === 'str' ? encodeUtf8(value as string) : value
    let format = formatOf(type === 'str' || type === 'bytes' ? '' : value)
    if (encoded instanceof Uint8Array) {
      const room = offsets[place + 1]! - offsets[place]!
      if (encoded.length > room) throw new ValueError('bytes/str item exceeds available storage')
      format = before.endsWith('s') ? before : textFormat(room)
    }
    // First what can fail: a value that is refused changes nothing.
    const bytes = pack(format, encoded)
    const code = backTransformOf(value)
    if (format !== before) {
      buf.set(formatBytes(format), formats + place * FORMAT_SIZE)
      this.shm.trace.laidOut(() => this.#places.fields(this.#formats()), 'next')
    }
    if (((buf.at(codes + place) << 24) >> 24) !== code) buf[codes + place] = code
    buf.set(bytes, items + offsets[place]!)
  }

  #place(index: number): number | undefined {
    const { length } = this.#places
    const place = index < 0 ? index + length : index
    return place < 0 || place >= length ? undefined : place
  }

  #format(place: number): string {
    const at = this.#places.formats + place * FORMAT_SIZE
    return decodeUtf8(withoutZeros(checkedSlice(this.#open(), at, FORMAT_SIZE)))
  }

  #formats(): string[] {
    return Array.from({ length: this.#places.length }, (_, place) => this.#format(place))
  }

  #open(): MemoryView {
    if (this.shm.closed) throw new PythonTypeError("a bytes-like object is required, not 'NoneType'")
    return this.shm.buf
  }
}

function attachList(name: string): [SharedMemory, ListPlaces] {
  const shm = new SharedMemory(name, { [KIND]: 'ShareableList' } as object)
  return [shm, orClose(shm, readPlaces)]
}

function createList(items: readonly unknown[], name: string | null, layout: ListLayout): [SharedMemory, ListPlaces] {
  const formats = items.map(formatOf)
  // So long a text or bytes have a format that does not fit either.
  if (formats.some((format) => format.length > FORMAT_SIZE)) {
    throw new AssertionError(`an item of a ShareableList has less than ${10 ** (FORMAT_SIZE - 1)} characters or bytes`)
  }
  const places = ListPlaces.of(formats, layout)
  const shm = new SharedMemory(name, { create: true, size: places.size, [KIND]: 'ShareableList' } as object)
  orClose(shm, ({ buf }) => writeList(buf, places, items, formats), true)
  return [shm, places]
}

/** Does something with a segment that was just opened, and lets go of it when that fails; one that was made goes too. */
function orClose<T>(shm: SharedMemory, work: (shm: SharedMemory) => T, made = false): T {
  try {
    return work(shm)
  } catch (error) {
    shm.close()
    if (made) shm.unlink()
    throw error
  }
}

// In Python: `functools.partial(ShareableList, name='psm_…')()`.
registerReduction(ShareableList, ({ shm }) => {
  const list = new Global(SHARED_MEMORY_MODULE, 'ShareableList')
  const partial = new Opaque(new Global('functools', 'partial'), 'reduce', [list])
  partial.state = tuple(list, tuple(), new Dict([['name', shm.name]]), null)
  return { callable: partial, args: [] }
})
registerGlobal(SHARED_MEMORY_MODULE, 'ShareableList', {
  call: ([sequence]) => new ShareableList(sequenceOf(sequence)),
  callWith: ([sequence], kwds) => new ShareableList(sequenceOf(sequence), { name: (kwds.get('name') as string | undefined) ?? null }),
})

/** What a pickle gives for a sequence may be anything. @throws TypeError in Python's words */
function sequenceOf(given: unknown): Iterable<ShareableItem> | null {
  if (given === null || given === undefined) return null
  if (typeof given === 'string' || (typeof given === 'object' && Symbol.iterator in given)) return given as Iterable<ShareableItem>
  throw new PythonTypeError(`'${typeName(given)}' object is not iterable`)
}
