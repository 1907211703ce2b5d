/**
 * Bytes being written: a buffer that grows, and protocol 4's frames in it.
 *
 * Frames are cut as CPython's C pickler cuts them: a frame is closed before the value at which it has reached 64 KiB; what would
 * be a frame of less than four bytes goes without one; a str or bytes of 64 KiB and more stands between frames.
 */
import { encodeText } from '../values/bytes.ts'
import { FRAME } from './codes.ts'
import { TEXT_HASH_FACTOR, TEXT_HASH_SEED } from './text-memo.ts'

const FRAME_HEADER_SIZE = 9
const FRAME_SIZE_MIN = 4
const FRAME_SIZE_TARGET = 64 * 1024
const START_CAPACITY = 4096
/** A buffer up to this size is kept for the next pickle. */
const KEPT_CAPACITY = 1 << 20

export class Writer {
  #bytes = new Uint8Array(START_CAPACITY)
  #view = new DataView(this.#bytes.buffer)
  #length = 0
  #framing = false
  /** Where the open frame's header is; -1: no frame is open. */
  #frame = -1
  /** Hash of the text that `shortText` wrote last. */
  textHash = 0

  /** From here on everything is in frames. */
  startFraming(): void {
    this.#framing = true
  }

  /** To be called between values: closes a frame that is long enough. */
  boundary(): void {
    if (this.#frame >= 0 && this.#length - this.#frame - FRAME_HEADER_SIZE >= FRAME_SIZE_TARGET) this.#closeFrame()
  }

  #closeFrame(): void {
    if (this.#frame < 0) return
    const start = this.#frame + FRAME_HEADER_SIZE
    const length = this.#length - start
    if (length >= FRAME_SIZE_MIN) {
      this.#bytes[this.#frame] = FRAME
      this.#view.setUint32(this.#frame + 1, length, true)
      this.#view.setUint32(this.#frame + 5, Math.floor(length / 2 ** 32), true)
    } else {
      this.#bytes.copyWithin(this.#frame, start, this.#length)
      this.#length -= FRAME_HEADER_SIZE
    }
    this.#frame = -1
  }

  /** What was written, as bytes of their own. */
  finish(): Uint8Array {
    this.#closeFrame()
    const { length } = this.#bytes
    if (length <= KEPT_CAPACITY || this.#length < length * 0.75) return this.#bytes.slice(0, this.#length)
    // A large buffer that is nearly full is given away instead of being copied once more.
    const written = this.#bytes.subarray(0, this.#length)
    this.#renew(new Uint8Array(START_CAPACITY))
    return written
  }

  /** Makes ready for the next pickle. */
  clear(): void {
    this.#length = 0
    this.#framing = false
    this.#frame = -1
    if (this.#bytes.length > KEPT_CAPACITY) this.#renew(new Uint8Array(START_CAPACITY))
  }

  /** Makes room for `count` bytes, opening a frame if there is to be one, and returns where they go. */
  #claim(count: number): number {
    let at = this.#length
    if (this.#framing && this.#frame < 0) {
      this.#frame = at
      at += FRAME_HEADER_SIZE
    }
    this.#length = at + count
    if (this.#length > this.#bytes.length) this.#grow(at)
    return at
  }

  #grow(used: number): void {
    const grown = new Uint8Array(Math.max(Math.ceil(this.#length * 1.125), this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, used))
    this.#renew(grown)
  }

  #renew(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer)
  }

  byte(value: number): void {
    const at = this.#claim(1)
    this.#bytes[at] = value
  }

  /** An opcode and a one-byte argument. */
  uint8(opcode: number, value: number): void {
    const at = this.#claim(2)
    const bytes = this.#bytes
    bytes[at] = opcode
    bytes[at + 1] = value
  }

  /** An opcode and a two-byte argument. */
  uint16(opcode: number, value: number): void {
    const at = this.#claim(3)
    const bytes = this.#bytes
    bytes[at] = opcode
    bytes[at + 1] = value
    bytes[at + 2] = value >> 8
  }

  /** An opcode and a four-byte argument, signed or not. */
  int32(opcode: number, value: number): void {
    const at = this.#claim(5)
    const bytes = this.#bytes
    bytes[at] = opcode
    bytes[at + 1] = value
    bytes[at + 2] = value >> 8
    bytes[at + 3] = value >> 16
    bytes[at + 4] = value >> 24
  }

  /** An opcode and a double, big-endian. */
  float64(opcode: number, value: number): void {
    const at = this.#claim(9)
    this.#bytes[at] = opcode
    this.#view.setFloat64(at + 1, value)
  }

  /** Characters of one byte each. */
  latin1(text: string): void {
    let at = this.#claim(text.length)
    for (let index = 0; index < text.length; index++) this.#bytes[at++] = text.charCodeAt(index)
  }

  /** An opcode, a length in `size` bytes (0: none), then as many bytes; 64 KiB and more of them stand outside of frames. */
  block(opcode: number, size: 0 | 1 | 4 | 8, payload: Uint8Array): void {
    const { length } = payload
    const apart = this.#framing && length >= FRAME_SIZE_TARGET
    if (apart) {
      this.#closeFrame()
      this.#framing = false
    }
    let at = this.#claim(1 + size + length)
    this.#bytes[at++] = opcode
    if (size === 1) this.#bytes[at] = length
    if (size >= 4) this.#view.setUint32(at, length, true)
    if (size === 8) this.#view.setUint32(at + 4, Math.floor(length / 2 ** 32), true)
    this.#bytes.set(payload, at + size)
    if (apart) this.#framing = true
  }

  /**
   * Text of at most `SHORT_TEXT` characters after an opcode and one length byte. Leaves the text's hash in `textHash`.
   * @returns where it begins
   */
  shortText(opcode: number, text: string): number {
    const { length } = text
    // Each character takes three bytes at most, so the length fits into one byte.
    const start = this.#claim(length * 3 + 2)
    const bytes = this.#bytes
    let at = start + 2
    let hash = TEXT_HASH_SEED ^ length
    let all = 0
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      bytes[at++] = code
      all |= code
      hash = Math.imul(hash ^ code, TEXT_HASH_FACTOR)
    }
    if (all > 0x7f) {
      const encoded = encodeText(text)
      bytes.set(encoded, start + 2)
      at = start + 2 + encoded.length
    }
    bytes[start] = opcode
    bytes[start + 1] = at - start - 2
    this.#length = at
    this.textHash = hash
    return start
  }

  /** Takes back everything from `start` on: what `shortText` has just written. */
  takeBack(start: number): void {
    this.#length = start
  }
}

/** Characters of the longest text that `shortText` takes. */
export const SHORT_TEXT = 85
