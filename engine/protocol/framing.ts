/**
 * Frames: how one message is told from the next on a byte stream.
 *
 * ```
 *   length 0 … 0x7fffffff      length above 0x7fffffff
 *   ┌────────────┬─────────┐   ┌────────────┬─────────────────┬─────────┐
 *   │ !i  length │ payload │   │ !i  −1     │ !Q  length      │ payload │
 *   └────────────┴─────────┘   └────────────┴─────────────────┴─────────┘
 *        4 bytes                    4 bytes        8 bytes
 * ```
 *
 * Follows CPython's `Connection._send_bytes` and `_recv_bytes`. This file knows no socket.
 */
import { ProtocolError } from '../errors.ts'

/** Longest payload that the four-byte header can say. */
export const SHORT_LENGTH_LIMIT = 0x7fffffff
/** Bytes of the short header. */
export const SHORT_HEADER_SIZE = 4
/** Bytes of the long header: −1, then the length as an unsigned 64-bit number. */
export const LONG_HEADER_SIZE = 12
/** Longest payload that a frame may have before authentication is done (CPython: `recv_bytes(256)`). */
export const HANDSHAKE_PAYLOAD_LIMIT = 256
/** Longest payload that this engine accepts afterwards: what one buffer can hold. */
export const PAYLOAD_LIMIT = 0x1_0000_0000 - 1

/** The header that goes before a payload of `length` bytes. */
export function encodeHeader(length: number): Uint8Array {
  if (length <= SHORT_LENGTH_LIMIT) {
    const header = new Uint8Array(SHORT_HEADER_SIZE)
    new DataView(header.buffer).setInt32(0, length)
    return header
  }
  const header = new Uint8Array(LONG_HEADER_SIZE)
  const view = new DataView(header.buffer)
  view.setInt32(0, -1)
  view.setBigUint64(4, BigInt(length))
  return header
}

/** Header and payload as one piece of bytes. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const header = encodeHeader(payload.length)
  const frame = new Uint8Array(header.length + payload.length)
  frame.set(header)
  frame.set(payload, header.length)
  return frame
}

/**
 * Cuts a byte stream back into payloads. Feed it chunks of any size; each payload comes out as bytes of its own,
 * never a window on a chunk (so a kept small value does not keep a large chunk alive).
 */
export class FrameDecoder {
  /** Longest payload accepted; may be changed between frames (the handshake sets 256). */
  limit: number
  #chunks: Uint8Array[] = []
  #buffered = 0
  #length = -1

  constructor(limit = PAYLOAD_LIMIT) {
    this.limit = limit
  }

  /** Bytes that were fed and do not yet make a whole frame. */
  get pending(): number {
    return this.#buffered
  }

  feed(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
  }

  /**
   * The next whole payload, or `undefined` until more bytes come.
   * @throws ProtocolError when a header says a negative length or one over `limit`
   */
  next(): Uint8Array | undefined {
    if (this.#length < 0 && !this.#readHeader()) return undefined
    if (this.#buffered < this.#length) return undefined
    const payload = this.#take(this.#length)
    this.#length = -1
    return payload
  }

  #readHeader(): boolean {
    if (this.#buffered < SHORT_HEADER_SIZE) return false
    const short = this.#peek(SHORT_HEADER_SIZE)
    let length = new DataView(short.buffer, short.byteOffset).getInt32(0)
    if (length === -1) {
      if (this.#buffered < LONG_HEADER_SIZE) return false
      const long = this.#take(LONG_HEADER_SIZE)
      const wide = new DataView(long.buffer, long.byteOffset).getBigUint64(4)
      if (wide > BigInt(this.limit)) throw tooLong(String(wide), this.limit)
      length = Number(wide)
    } else {
      if (length < 0) throw new ProtocolError(`a frame's length is 0 or more, got ${length}`)
      this.#take(SHORT_HEADER_SIZE)
    }
    if (length > this.limit) throw tooLong(String(length), this.limit)
    this.#length = length
    return true
  }

  #peek(count: number): Uint8Array {
    const first = this.#chunks[0]
    if (first && first.length >= count) return first.subarray(0, count)
    const joined = new Uint8Array(count)
    let at = 0
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, count - at)
      joined.set(part, at)
      at += part.length
      if (at === count) break
    }
    return joined
  }

  #take(count: number): Uint8Array {
    const taken = new Uint8Array(count)
    let at = 0
    while (at < count) {
      const chunk = this.#chunks[0]!
      const wanted = count - at
      if (chunk.length <= wanted) {
        taken.set(chunk, at)
        at += chunk.length
        this.#chunks.shift()
      } else {
        taken.set(chunk.subarray(0, wanted), at)
        this.#chunks[0] = chunk.subarray(wanted)
        at = count
      }
    }
    this.#buffered -= count
    return taken
  }
}

function tooLong(length: string, limit: number): ProtocolError {
  return new ProtocolError(`a frame here has at most ${limit} bytes, got one of ${length}`)
}
