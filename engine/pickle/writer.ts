/** Opcodes with their arguments, as bytes. */
import { encodeText } from '../values/bytes.ts'
import { BINFLOAT, BININT, BININT1, BININT2, BINUNICODE, MEMOIZE, SHORT_BINUNICODE } from './codes.ts'
import { FRAME_SIZE_TARGET, PickleBuffer } from './pickle-buffer.ts'
import { TEXT_HASH_FACTOR, TEXT_HASH_SEED } from './text-memo.ts'

/** Characters of the longest text that is written one by one where there is a Buffer: from there on a call costs less. */
const LOOP_TEXT = 22
/** The same without one: each character takes three bytes at most, so the length fits into one byte. */
const SHORT_TEXT = 85
/** Characters of the longest text that `text` takes. */
const LONG_TEXT = 8192

export class Writer extends PickleBuffer {
  /** Hash of the text that `text` wrote last. */
  protected textHash = 0

  byte(value: number): void {
    const at = this.claim(1)
    this.bytes[at] = value
  }

  /** An opcode and a one-byte argument. */
  uint8(opcode: number, value: number): void {
    const at = this.claim(2)
    const bytes = this.bytes
    bytes[at] = opcode
    bytes[at + 1] = value
  }

  /** An opcode and a four-byte argument, signed or not. */
  int32(opcode: number, value: number): void {
    const at = this.claim(5)
    this.bytes[at] = opcode
    this.putUint32(at + 1, value)
  }

  /** An int of 32 bits, in the shortest form. */
  int(value: number): void {
    const at = this.claim(5)
    const bytes = this.bytes
    if (value >= 0 && value <= 0xff) {
      bytes[at] = BININT1
      bytes[at + 1] = value
      this.at = at + 2
    } else if (value >= 0 && value <= 0xffff) {
      bytes[at] = BININT2
      bytes[at + 1] = value
      bytes[at + 2] = value >> 8
      this.at = at + 3
    } else {
      bytes[at] = BININT
      this.putUint32(at + 1, value)
    }
  }

  /** An opcode and a double, big-endian. */
  float64(opcode: number, value: number): void {
    const at = this.claim(9)
    this.bytes[at] = opcode
    this.view().setFloat64(at + 1, value)
  }

  /**
   * Numbers of a list from `start` on, up to `end`, the end of a frame, or the first item that is no number or needs more than a
   * few bytes. A loop of its own, since a call for each costs more than writing it.
   * @returns the index of the item to go on with
   */
  numbers(items: readonly unknown[], start: number, end: number): number {
    let at = this.claim((end - start) * 9)
    const bytes = this.bytes
    const view = this.view()
    const full = this.frameEnd
    let index = start
    for (; index < end && at < full; index++) {
      const item = items[index]
      if (typeof item !== 'number') break
      const int = item | 0
      if (int !== item || (int === 0 && 1 / item < 0)) {
        if (Number.isSafeInteger(item) && item !== 0) break
        bytes[at] = BINFLOAT
        view.setFloat64(at + 1, item)
        at += 9
      } else if (int >= 0 && int <= 0xff) {
        bytes[at] = BININT1
        bytes[at + 1] = int
        at += 2
      } else if (int >= 0 && int <= 0xffff) {
        bytes[at] = BININT2
        bytes[at + 1] = int
        bytes[at + 2] = int >> 8
        at += 3
      } else {
        bytes[at] = BININT
        bytes[at + 1] = int
        bytes[at + 2] = int >> 8
        bytes[at + 3] = int >> 16
        bytes[at + 4] = int >> 24
        at += 5
      }
    }
    this.at = at
    return index
  }

  /** Characters of one byte each. */
  latin1(text: string): void {
    let at = this.claim(text.length)
    for (let index = 0; index < text.length; index++) this.bytes[at++] = text.charCodeAt(index)
  }

  /** An opcode, a length in `size` bytes (0: none), then as many bytes; 64 KiB and more of them stand outside of frames. */
  block(opcode: number, size: 0 | 1 | 4 | 8, payload: Uint8Array): void {
    const { length } = payload
    const apart = this.framing && length >= FRAME_SIZE_TARGET
    if (apart) this.closeFrame()
    let at = this.claim(1 + size + length)
    this.bytes[at++] = opcode
    if (size === 1) this.bytes[at] = length
    if (size >= 4) this.putUint32(at, length)
    if (size === 8) this.putUint32(at + 4, Math.floor(length / 2 ** 32))
    this.bytes.set(payload, at + size)
    if (apart) this.openFrame()
  }

  // Text

  /**
   * Text as protocol 4 has it, and MEMOIZE, where it is not too long for that. Leaves its hash in `textHash`.
   * @returns where it begins; -1: it is too long, and was not written
   */
  text(text: string): number {
    const { length } = text
    if (length <= LOOP_TEXT) return this.#shortText(text)
    if (length > LONG_TEXT) return -1
    const native = this.native()
    if (native) return this.#nativeText(text)
    return length <= SHORT_TEXT ? this.#shortText(text) : -1
  }

  #shortText(text: string): number {
    const { length } = text
    const start = this.claim(length * 3 + 3)
    const bytes = this.bytes
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
    bytes[start] = SHORT_BINUNICODE
    bytes[start + 1] = at - start - 2
    bytes[at] = MEMOIZE
    this.at = at + 1
    this.textHash = hash
    return start
  }

  #nativeText(text: string): number {
    const { length } = text
    const start = this.claim(length * 3 + 6)
    // Claiming may have changed the buffer.
    const native = this.native()!
    const bytes = this.bytes
    // Most texts are ASCII, so their length tells the size of the header.
    let from = start + (length <= 0xff ? 2 : 5)
    let count = native.utf8Write(text, from)
    if (count !== length) {
      const encoded = encodeText(text)
      count = encoded.length
      from = start + (count <= 0xff ? 2 : 5)
      bytes.set(encoded, from)
    }
    if (count <= 0xff) {
      bytes[start] = SHORT_BINUNICODE
      bytes[start + 1] = count
    } else {
      bytes[start] = BINUNICODE
      this.putUint32(start + 1, count)
    }
    bytes[from + count] = MEMOIZE
    this.at = from + count + 1
    this.textHash = hashBytes(bytes, from, from + count)
    return start
  }

  /** Takes back everything from `start` on: what `text` has just written. */
  takeBack(start: number): void {
    this.at = start
  }
}

/** Of all bytes of a text about sixteen count, and the last eight, where texts that are numbered differ. */
function hashBytes(bytes: Uint8Array, from: number, end: number): number {
  const step = ((end - from) >> 4) + 1
  let hash = TEXT_HASH_SEED ^ (end - from)
  for (let at = from; at < end - 8; at += step) hash = Math.imul(hash ^ bytes[at]!, TEXT_HASH_FACTOR)
  for (let at = end - 8; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, TEXT_HASH_FACTOR)
  return hash
}
