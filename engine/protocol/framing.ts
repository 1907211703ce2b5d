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

/** A message of at least this many bytes is put together in a place of its own as it arrives, not from chunks at the end. */
const OWN_PLACE = 16_384
/** A payload that is only read at once may be a part of a chunk up to this size: values of a pickle keep larger parts of it. */
const READ_AT_ONCE = 65_536
/** Above this a length that was said must be believed by and by: whoever says it may never send so much. */
const BELIEVED = 1 << 22

/**
 * Cuts a byte stream back into payloads. Feed it chunks of any size; no payload keeps more than twice its size alive (so a
 * kept small value does not keep a large chunk).
 */
export class FrameDecoder {
  /** Longest payload accepted; may be changed between frames (the handshake sets 256). */
  limit: number
  readonly #ownsChunks: boolean
  #chunks: Uint8Array[] = []
  /** Bytes of the first chunk that are used up. */
  #from = 0
  #buffered = 0
  /** Whether the last chunk is somebody else's. */
  #lent = false
  #length = -1
  /** The long payload that is arriving, and how many bytes of it are there. */
  #body: Uint8Array | undefined
  #filled = 0

  /** @param ownsChunks nobody else has the chunks: a payload may be a part of one */
  constructor(limit = PAYLOAD_LIMIT, ownsChunks = false) {
    this.limit = limit
    this.#ownsChunks = ownsChunks
  }

  /** Bytes that were fed and not taken yet. */
  get pending(): number {
    return this.#buffered + this.#filled
  }

  /** Whether a message has begun of which nothing is there but its header, or a part of that. */
  get barelyBegun(): boolean {
    return this.#length > 0 ? this.pending === 0 : this.#buffered > 0 && this.#buffered <= LONG_HEADER_SIZE
  }

  /** @param lent the chunk is somebody else's: `keep` is called before that takes it back */
  feed(chunk: Uint8Array, lent = false): void {
    if (chunk.length === 0) return
    if (this.#body !== undefined && this.#filled < this.#length) {
      const rest = this.#length - this.#filled
      if (chunk.length <= rest) {
        this.#body.set(chunk, this.#filled)
        this.#filled += chunk.length
        return
      }
      this.#body.set(chunk.subarray(0, rest), this.#filled)
      this.#filled = this.#length
      chunk = chunk.subarray(rest)
    }
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    this.#lent = lent
  }

  /** Copies what is left of a chunk that was lent. */
  keep(): void {
    if (!this.#lent) return
    this.#lent = false
    const last = this.#chunks.length - 1
    if (last < 0) return
    this.#chunks[last] = this.#chunks[last]!.slice(last === 0 ? this.#from : 0)
    if (last === 0) this.#from = 0
  }

  /**
   * The next whole payload, or `undefined` until more bytes come.
   * @param toRead it will be read at once, as a pickle, and not be kept
   * @throws ProtocolError when a header says a negative length or one over `limit`
   */
  next(toRead = false): Uint8Array | undefined {
    if (this.#length < 0 && !this.#readHeader()) return undefined
    const length = this.#length
    let payload = this.#body
    if (payload !== undefined) {
      if (this.#filled < length) return undefined
      this.#body = undefined
      this.#filled = 0
    } else if (this.#buffered >= length) {
      payload = this.#take(length, toRead && length < READ_AT_ONCE)
    } else {
      if (length >= OWN_PLACE && length <= BELIEVED) this.#beginBody(length)
      return undefined
    }
    this.#length = -1
    return payload
  }

  #beginBody(length: number): void {
    const body = new Uint8Array(length)
    let filled = 0
    for (const [nth, chunk] of this.#chunks.entries()) {
      const part = nth === 0 ? chunk.subarray(this.#from) : chunk
      body.set(part, filled)
      filled += part.length
    }
    this.#body = body
    this.#filled = filled
    this.#chunks = []
    this.#from = 0
    this.#buffered = 0
  }

  #readHeader(): boolean {
    if (this.#buffered < SHORT_HEADER_SIZE) return false
    let length = this.#int32()
    if (length === -1) {
      if (this.#buffered < LONG_HEADER_SIZE) return false
      const long = this.#take(LONG_HEADER_SIZE)
      const wide = new DataView(long.buffer, long.byteOffset).getBigUint64(4)
      if (wide > BigInt(this.limit)) throw tooLong(String(wide), this.limit)
      length = Number(wide)
    } else {
      if (length < 0) throw new ProtocolError(`a frame's length is 0 or more, got ${length}`)
      this.#skip(SHORT_HEADER_SIZE)
    }
    if (length > this.limit) throw tooLong(String(length), this.limit)
    this.#length = length
    return true
  }

  /** The number that comes next, left where it is. */
  #int32(): number {
    const first = this.#chunks[0]!
    const at = this.#from
    if (first.length - at >= 4) return (first[at]! << 24) | (first[at + 1]! << 16) | (first[at + 2]! << 8) | first[at + 3]!
    let value = 0
    let wanted = 4
    for (const [nth, chunk] of this.#chunks.entries()) {
      for (let index = nth === 0 ? at : 0; index < chunk.length && wanted > 0; index++, wanted--) value = (value << 8) | chunk[index]!
      if (wanted === 0) break
    }
    return value
  }

  #skip(count: number): void {
    this.#buffered -= count
    let at = this.#from + count
    for (let first = this.#chunks[0]; first !== undefined && at >= first.length; first = this.#chunks[0]) {
      at -= first.length
      this.#chunks.shift()
    }
    this.#from = at
  }

  #take(count: number, toRead = false): Uint8Array {
    const first = this.#chunks[0]
    const from = this.#from
    let taken: Uint8Array
    if (first === undefined || first.length - from >= count) {
      if (first === undefined || count === 0) taken = new Uint8Array(0)
      else if (this.#ownsChunks && (toRead || (!(this.#lent && this.#chunks.length === 1) && count * 2 >= first.buffer.byteLength))) taken = new Uint8Array(first.buffer, first.byteOffset + from, count)
      else {
        taken = new Uint8Array(count)
        taken.set(first.subarray(from, from + count))
      }
    } else {
      taken = new Uint8Array(count)
      let at = 0
      for (const [nth, chunk] of this.#chunks.entries()) {
        const part = chunk.subarray(nth === 0 ? from : 0, (nth === 0 ? from : 0) + count - at)
        taken.set(part, at)
        at += part.length
        if (at === count) break
      }
    }
    this.#skip(count)
    return taken
  }
}

function tooLong(length: string, limit: number): ProtocolError {
  return new ProtocolError(`a frame here has at most ${limit} bytes, got one of ${length}`)
}
