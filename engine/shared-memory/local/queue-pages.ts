/**
 * The items of a Queue: pages of shared memory, each naming the next. Items are appended to the last and taken from the first;
 * a page that has been read is given back, and the only one is used again from its beginning. So a queue has no bound but memory's.
 *
 * ```
 * in the queue's segment       on a page
 *   0  8  id of the first        0  8  id of the next; 0: none
 *   8  8  id of the last        16     items, each: 4 bytes length, the pickle, up to a multiple of 8
 *  16  4  where reading goes on
 *  20  4  where writing goes on
 * ```
 */
import { randomBytes } from 'node:crypto'
import { attachMapping, type Mapping } from '../mapping.ts'
import { localName, ownMappingOf, unlinkName } from './owned.ts'

const [FIRST, LAST, READ_AT, WRITE_AT] = [0, 8, 16, 20]
const START = 16
const PREFIX = 4
const LEAST = 1 << 16
/** Pages double up to this, so that a long queue has few. */
const LARGEST = 1 << 22

/** The pages of one queue. All of it happens under the queue's guard. */
export class QueuePages {
  readonly #header: Mapping
  readonly #at: number
  /** Pages that are mapped here. */
  readonly #mapped = new Map<bigint, Mapping>()

  constructor(header: Mapping, at: number) {
    this.#header = header
    this.#at = at
  }

  /** Appends an item. @throws OSError when there is no more memory; nothing has changed then */
  push(item: Uint8Array): void {
    const needed = roundUp(PREFIX + item.length)
    let last = this.#header.readInt64(this.#at + LAST)
    let at = this.#header.readUInt32(this.#at + WRITE_AT)
    if (last === 0n || at + needed > this.#page(last).size) {
      const size = Math.max(START + needed, last === 0n ? LEAST : Math.min(2 * this.#page(last).size, LARGEST))
      const id = randomBytes(8).readBigInt64LE()
      this.#mapped.set(id, ownMappingOf(localName(id), size))
      if (last === 0n) {
        this.#header.writeInt64(this.#at + FIRST, id)
        this.#header.writeUInt32(this.#at + READ_AT, START)
      } else {
        // Where reading goes over to the next.
        if (at + PREFIX <= this.#page(last).size) this.#page(last).writeUInt32(at, END)
        this.#page(last).writeInt64(0, id)
      }
      this.#header.writeInt64(this.#at + LAST, id)
      last = id
      at = START
    }
    const page = this.#page(last)
    page.writeUInt32(at, item.length)
    page.write(at + PREFIX, item)
    this.#header.writeUInt32(this.#at + WRITE_AT, at + needed)
  }

  /** Takes the first item out; there is one. */
  shift(): Uint8Array {
    let id = this.#header.readInt64(this.#at + FIRST)
    let at = this.#header.readUInt32(this.#at + READ_AT)
    if (at + PREFIX > this.#page(id).size || this.#page(id).readUInt32(at) === END) {
      const next = this.#page(id).readInt64(0)
      this.#header.writeInt64(this.#at + FIRST, next)
      this.#drop(id)
      id = next
      at = START
    }
    const page = this.#page(id)
    const length = page.readUInt32(at)
    const item = page.read(at + PREFIX, length)
    at += roundUp(PREFIX + length)
    if (id === this.#header.readInt64(this.#at + LAST) && at === this.#header.readUInt32(this.#at + WRITE_AT)) {
      at = START
      this.#header.writeUInt32(this.#at + WRITE_AT, START)
    }
    this.#header.writeUInt32(this.#at + READ_AT, at)
    return item
  }

  /** Unmaps what is mapped here. */
  close(): void {
    for (const page of this.#mapped.values()) page.close()
    this.#mapped.clear()
  }

  #page(id: bigint): Mapping {
    const known = this.#mapped.get(id)
    if (known) return known
    this.#forgetRead()
    const page = attachMapping(localName(id))
    this.#mapped.set(id, page)
    return page
  }

  #drop(id: bigint): void {
    this.#mapped.get(id)?.close()
    this.#mapped.delete(id)
    unlinkName('shared_memory', localName(id))
  }

  /** Pages that others have read and given back need not stay mapped here: only the ends are in use. */
  #forgetRead(): void {
    const first = this.#header.readInt64(this.#at + FIRST)
    const last = this.#header.readInt64(this.#at + LAST)
    for (const [id, page] of this.#mapped) {
      if (id === first || id === last) continue
      page.close()
      this.#mapped.delete(id)
    }
  }
}

/** In place of a length: the next item is on the next page. */
const END = 0xffff_ffff

function roundUp(size: number): number {
  return Math.ceil(size / 8) * 8
}

/** Takes the names of a queue's pages away. */
export function unlinkPages(header: Mapping, at: number): void {
  for (let id = header.readInt64(at + FIRST); id !== 0n; ) {
    const name = localName(id)
    let page: Mapping
    try {
      page = attachMapping(name)
    } catch {
      return
    }
    id = page.readInt64(0)
    page.close()
    unlinkName('shared_memory', name)
  }
}
