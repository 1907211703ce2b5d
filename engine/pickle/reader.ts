/**
 * Bytes being read, for whoever knows which opcode is at work: lines and lengths that do not fit are errors that name it.
 */
import { UnpicklingError } from '../errors.ts'
import { decodeText, latin1 } from '../values/bytes.ts'
import { nativeBytes, type NativeBytes } from './native-text.ts'
import { opcodeName } from './opcodes.ts'

export class Reader {
  readonly bytes: Uint8Array
  #view: DataView | undefined
  #native: NativeBytes | undefined
  /** Some of the bytes as characters of the same numbers, from `#charactersStart` on. */
  #characters = ''
  #charactersStart = 0
  /** Where the next byte is. */
  at = 0
  /** Where the opcode at work is. */
  start = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** An error about the opcode at work. */
  error(message: string): UnpicklingError {
    const code = this.bytes[this.start]
    const name = code === undefined ? 'end of pickle' : opcodeName(code)
    return new UnpicklingError(`${name} at byte ${this.start}: ${message}`)
  }

  /** Asks for `count` more bytes, and gives where they begin. */
  claim(count: number): number {
    const from = this.at
    const left = this.bytes.length - from
    if (count > left) throw this.error(`${count} more bytes were expected, ${left} are left`)
    this.at = from + count
    return from
  }

  uint8(): number {
    return this.bytes[this.claim(1)]!
  }

  uint16(): number {
    const from = this.claim(2)
    return this.bytes[from]! | (this.bytes[from + 1]! << 8)
  }

  uint32(): number {
    return this.int32() >>> 0
  }

  int32(): number {
    const from = this.claim(4)
    const { bytes } = this
    return bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24)
  }

  float64(): number {
    const { bytes } = this
    this.#view ??= new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return this.#view.getFloat64(this.claim(8))
  }

  /** A length of 8 bytes that the rest of the pickle has room for. */
  length64(): number {
    const low = this.uint32()
    const high = this.uint32()
    const length = high * 2 ** 32 + low
    const left = this.bytes.length - this.at
    if (length > left) throw this.error(`${(BigInt(high) << 32n) + BigInt(low)} more bytes were expected, ${left} are left`)
    return length
  }

  /** A length of 4 bytes that may not be negative. */
  signedLength(): number {
    const length = this.int32()
    if (length < 0) throw this.error(`a length is 0 or more, got ${length}`)
    return length
  }

  /** The next `count` bytes: a window on the pickle. */
  window(count: number): Uint8Array {
    const from = this.claim(count)
    return this.bytes.subarray(from, from + count)
  }

  /** UTF-8, of `count` bytes. */
  text(count: number): string {
    const from = this.claim(count)
    if (count > MEDIUM) return this.#wideText(from, count)
    const { bytes } = this
    let all = 0
    let hash = count
    for (let at = from; at < from + count; at++) {
      const byte = bytes[at]!
      all |= byte
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (all > 0x7f) return this.#wideText(from, count)
    return bytes.length <= SMALL_PICKLE && count <= SHORT ? this.#usualText(from, count, hash) : this.#asciiText(from, count)
  }

  /**
   * In small pickles, such as calls, the same few names come again and again: they are kept from one pickle to the next. Comparing
   * one costs less than asking for any decoder.
   */
  #usualText(from: number, count: number, hash: number): string {
    const slot = (hash ^ (hash >>> 8)) & (USUAL_TEXTS.length - 1)
    const usual = USUAL_TEXTS[slot]!
    if (usual.length === count) {
      let same = 0
      while (same < count && usual.charCodeAt(same) === this.bytes[from + same]) same++
      if (same === count) return usual
    }
    return (USUAL_TEXTS[slot] = this.#asciiText(from, count))
  }

  /** Short texts are cut out of a longer one, which is decoded in one go. */
  #asciiText(from: number, count: number): string {
    if (count > SHORT) return this.#latin1(from, from + count)
    let start = from - this.#charactersStart
    if (start < 0 || start + count > this.#characters.length) {
      this.#characters = this.#latin1(from, Math.min(from + CHARACTERS, this.bytes.length))
      this.#charactersStart = from
      start = 0
    }
    return this.#characters.substring(start, start + count)
  }

  #latin1(start: number, end: number): string {
    this.#native ??= nativeBytes(this.bytes)
    return this.#native ? this.#native.latin1Slice(start, end) : latin1Decoder.decode(this.bytes.subarray(start, end))
  }

  #wideText(from: number, count: number): string {
    const text = decodeText(this.bytes.subarray(from, from + count))
    if (text === undefined) throw this.error(`${count} bytes of text are not UTF-8`)
    return text
  }

  /** Bytes up to the next newline, without it. */
  line(): Uint8Array {
    const end = this.bytes.indexOf(0x0a, this.at)
    if (end < 0) throw this.error(`a line was expected, and no newline comes in the ${this.bytes.length - this.at} bytes that are left`)
    const line = this.bytes.subarray(this.at, end)
    this.at = end + 1
    return line
  }

  /** A line of ASCII. */
  asciiLine(): string {
    return latin1(this.line())
  }

  /** A line of UTF-8: a module or a name. */
  nameLine(): string {
    const text = decodeText(this.line())
    if (text === undefined) throw this.error('a name is not UTF-8')
    return text
  }
}

/** ASCII is the same in all that decoders call latin1. */
const latin1Decoder = new TextDecoder('latin1')
/** How many bytes are decoded in one go. */
const CHARACTERS = 8192
/** A pickle of so many bytes takes texts from here: short ones, so that what is kept is bounded. */
const SMALL_PICKLE = 512
const USUAL_TEXTS = Array.from({ length: 256 }, () => '')
/** Longer texts are left to a decoder, which looks at several bytes at once. */
const MEDIUM = 64
/** Engines copy texts of up to 12 characters when they are cut out; longer ones would keep the whole alive. */
const SHORT = 12
