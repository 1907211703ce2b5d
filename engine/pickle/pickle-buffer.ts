/**
 * Where a pickle is written: memory that grows, and protocol 4's frames in it.
 *
 * Frames are cut as CPython's C pickler cuts them: a frame is closed before the value at which it has reached 64 KiB; what would
 * be a frame of less than four bytes goes without one; a str or bytes of 64 KiB and more stands between frames.
 *
 * Small pickles are written side by side into one piece of memory and given away as windows on it: memory of its own costs as
 * much as the whole pickle of a call. As with Node's `Buffer.from()`, whoever keeps one keeps 8 KiB at most.
 */
import { FRAME } from './codes.ts'
import { nativeBytes, pooled, roughBytes, type NativeBytes } from './native-text.ts'

const FRAME_HEADER_SIZE = 9
const FRAME_SIZE_MIN = 4
export const FRAME_SIZE_TARGET = 64 * 1024
/** What small pickles share: the largest piece that Buffer takes from its pool. */
const SHARED_CAPACITY = 4095
/** Pickles up to this size are windows on it; up to 64 bytes they are not, since engines keep such arrays in their own heap. */
const WINDOW_SIZE = 1024
const HEAP_SIZE = 64
/** The least for a pickle that does not fit in there. */
const LARGE_CAPACITY = 16 * 1024
/** A buffer up to this size is kept for the next pickle. */
const KEPT_CAPACITY = 1 << 20
/** Room that there is for the opcodes of one value after `turn`. */
const ROOM = 64

/** Derived classes write short opcodes into `bytes` themselves: a call for each byte costs more than the byte. */
export class PickleBuffer {
  /** Shared by small pickles; the next begins at `#smallStart`. */
  #small = roughBytes(SHARED_CAPACITY)
  #smallStart = 0
  /** Where pickles go that have become too long for that. */
  #large: Uint8Array<ArrayBuffer> | undefined
  /** Which of them is written to, and where this pickle begins and ends in it. */
  protected bytes = this.#small
  #start = 0
  protected at = 0
  #viewMade: DataView | undefined
  #nativeMade: NativeBytes | undefined
  /** From here on `turn` is to be called before a value: its room or its frame gives out. */
  protected limit = SHARED_CAPACITY - ROOM
  /** Where the open frame's header is; -1: no frame is open. */
  #frame = -1

  // Frames

  /** From here on everything is in frames. */
  openFrame(): void {
    this.#frame = this.claim(FRAME_HEADER_SIZE)
    this.#setLimit()
  }

  #setLimit(): void {
    const room = this.bytes.length - ROOM
    this.limit = this.#frame < 0 ? room : Math.min(room, this.#frame + FRAME_HEADER_SIZE + FRAME_SIZE_TARGET)
  }

  /**
   * To be called before a value when `at` has come to `limit`: makes room, or closes a frame that is long enough, and opens another,
   * since at least STOP follows.
   */
  protected turn(): void {
    if (this.#frame >= 0 && this.at >= this.#frame + FRAME_HEADER_SIZE + FRAME_SIZE_TARGET) {
      this.closeFrame()
      this.openFrame()
    }
    this.makeRoom(ROOM)
  }

  /** Makes sure that there is room for `count` bytes. */
  protected makeRoom(count: number): void {
    this.at = this.claim(count)
  }

  /** Ends the frame that is open. What follows is in none, until another is opened. */
  protected closeFrame(): void {
    if (this.#frame < 0) return
    const start = this.#frame + FRAME_HEADER_SIZE
    const length = this.at - start
    if (length >= FRAME_SIZE_MIN) {
      this.bytes[this.#frame] = FRAME
      this.putUint32(this.#frame + 1, length)
      this.putUint32(this.#frame + 5, Math.floor(length / 2 ** 32))
    } else {
      this.bytes.copyWithin(this.#frame, start, this.at)
      this.at -= FRAME_HEADER_SIZE
    }
    this.#frame = -1
    this.#setLimit()
  }

  // The buffer

  /** What was written. */
  finish(): Uint8Array {
    this.closeFrame()
    const bytes = this.bytes
    const start = this.#start
    const end = this.at
    const count = end - start
    if (bytes === this.#small) {
      if (!pooled || count <= HEAP_SIZE || count > WINDOW_SIZE) return bytes.slice(start, end)
      this.#smallStart = end
      return new Uint8Array(bytes.buffer, bytes.byteOffset + start, count)
    }
    if (bytes.length <= KEPT_CAPACITY || count < bytes.length * 0.75) return bytes.slice(start, end)
    // A large buffer that is nearly full is given away instead of being copied once more.
    this.#large = undefined
    return bytes.subarray(start, end)
  }

  /** Makes ready for the next pickle. */
  clear(): void {
    if (this.#smallStart > SHARED_CAPACITY - WINDOW_SIZE) {
      this.#small = roughBytes(SHARED_CAPACITY)
      this.#smallStart = 0
    }
    if (this.#large && this.#large.length > KEPT_CAPACITY) this.#large = undefined
    if (this.bytes !== this.#small) this.#use(this.#small)
    this.#start = this.#smallStart
    this.at = this.#start
    this.#frame = -1
    this.#setLimit()
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes
    this.#viewMade = undefined
    this.#nativeMade = undefined
  }

  /** Makes room for `count` bytes, and returns where they go. */
  protected claim(count: number): number {
    const at = this.at
    if (at + count > this.bytes.length) return this.#claimMore(count)
    this.at = at + count
    return at
  }

  #claimMore(count: number): number {
    const used = this.at - this.#start
    const written = this.bytes.subarray(this.#start, this.at)
    const needed = used + count
    const kept = this.#large
    // While the pickle is in the large buffer, that is too short.
    if (!kept || kept.length < needed) this.#large = new Uint8Array(Math.max(Math.ceil(needed * 1.125), this.bytes.length * 2, LARGE_CAPACITY))
    this.#use(this.#large!)
    this.bytes.set(written)
    if (this.#frame >= 0) this.#frame -= this.#start
    this.#start = 0
    this.#setLimit()
    this.at = needed
    return used
  }

  protected view(): DataView {
    const bytes = this.bytes
    return (this.#viewMade ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  /** `undefined` where there is no Buffer. */
  protected native(): NativeBytes | undefined {
    return (this.#nativeMade ??= nativeBytes(this.bytes))
  }

  /** Whether a frame is open. */
  protected get framing(): boolean {
    return this.#frame >= 0
  }

  /** Where the open frame is long enough; `Infinity` without one. */
  protected get frameEnd(): number {
    return this.#frame < 0 ? Infinity : this.#frame + FRAME_HEADER_SIZE + FRAME_SIZE_TARGET
  }

  protected putUint32(at: number, value: number): void {
    const bytes = this.bytes
    bytes[at] = value
    bytes[at + 1] = value >>> 8
    bytes[at + 2] = value >>> 16
    bytes[at + 3] = value >>> 24
  }
}
