/**
 * Bytes being written: a buffer that grows, and protocol 4's frames in it.
 *
 * Frames are cut as CPython's C pickler cuts them: a frame is closed before the value at which it has reached 64 KiB; what would
 * be a frame of less than four bytes goes without one; a str or bytes of 64 KiB and more stands between frames.
 */
import { encodeText } from '../values/bytes.ts'

const FRAME = 0x95
const FRAME_HEADER_SIZE = 9
const FRAME_SIZE_MIN = 4
const FRAME_SIZE_TARGET = 64 * 1024

export class Writer {
  #bytes: Uint8Array
  #view: DataView
  #length = 0
  #framing = false
  /** Where the open frame's header is; -1: no frame is open. */
  #frame = -1

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

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
      this.#view.setBigUint64(this.#frame + 1, BigInt(length), true)
    } else {
      this.#bytes.copyWithin(this.#frame, start, this.#length)
      this.#length -= FRAME_HEADER_SIZE
    }
    this.#frame = -1
  }

  /** What was written. The writer is done with. */
  finish(): Uint8Array {
    this.#closeFrame()
    return this.#bytes.slice(0, this.#length)
  }

  /** Makes room for `count` bytes, opening a frame if there is to be one, and returns where they go. */
  #claim(count: number): number {
    let at = this.#length
    if (this.#framing && this.#frame < 0) {
      this.#frame = at
      at += FRAME_HEADER_SIZE
    }
    this.#length = at + count
    if (this.#length > this.#bytes.length) this.#grow(this.#length)
    return at
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  byte(value: number): void {
    const at = this.#claim(1)
    this.#bytes[at] = value
  }

  /** An opcode and a one-byte argument. */
  byte2(opcode: number, value: number): void {
    const at = this.#claim(2)
    this.#bytes[at] = opcode
    this.#bytes[at + 1] = value
  }

  /** An opcode and a two-byte argument. */
  uint16(opcode: number, value: number): void {
    const at = this.#claim(3)
    this.#bytes[at] = opcode
    this.#bytes[at + 1] = value
    this.#bytes[at + 2] = value >> 8
  }

  /** An opcode and a four-byte argument, signed or not. */
  int32(opcode: number, value: number): void {
    const at = this.#claim(5)
    this.#bytes[at] = opcode
    this.#view.setInt32(at + 1, value, true)
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

  /** A header, then bytes; 64 KiB and more of them stand outside of frames. */
  block(header: Uint8Array, payload: Uint8Array): void {
    const apart = this.#framing && payload.length >= FRAME_SIZE_TARGET
    if (apart) {
      this.#closeFrame()
      this.#framing = false
    }
    const at = this.#claim(header.length + payload.length)
    this.#bytes.set(header, at)
    this.#bytes.set(payload, at + header.length)
    if (apart) this.#framing = true
  }

  /**
   * A text with a header of one length byte, if it is ASCII and short enough to be that for certain.
   * @returns whether it was written
   */
  shortText(opcode: number, text: string): boolean {
    const { length } = text
    if (length > 85) return false
    const start = this.#claim(length * 3 + 2)
    const target = this.#bytes
    let at = start + 2
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) {
        at = start + 2 + this.#wideText(text, start + 2)
        break
      }
      target[at++] = code
    }
    target[start] = opcode
    target[start + 1] = at - start - 2
    this.#length = at
    return true
  }

  #wideText(text: string, at: number): number {
    const encoded = encodeText(text)
    this.#bytes.set(encoded, at)
    return encoded.length
  }
}

