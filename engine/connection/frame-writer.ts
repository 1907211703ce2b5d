/**
 * Writes frames to a stream: header and payload in one piece, so that no frame waits for a delayed acknowledgement, and
 * frames of one turn of the event loop together. The first of a turn leaves at once, also when the process ends in the
 * next statement.
 */
import type { Writable } from 'node:stream'
import { encodeHeader } from '../protocol/framing.ts'

/** Payloads up to this many bytes are copied behind their header; longer ones are handed over beside it. */
const JOIN_LIMIT = 16_384

type Done = (error?: Error | null) => void

export class FrameWriter {
  readonly #stream: Writable
  /** Payloads of this turn after its first; `undefined` when there was none yet. */
  #batch: Uint8Array[] | undefined
  #waiting: Done[] = []

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /**
   * Sends one frame.
   * @param done told when the system has taken its bytes, or the stream's own error
   */
  write(payload: Uint8Array, done: Done): void {
    if (this.#batch) {
      this.#batch.push(payload)
      this.#waiting.push(done)
      return
    }
    this.#batch = []
    process.nextTick(() => this.flush())
    this.#write([payload], done)
  }

  /** Sends what this turn has collected. */
  flush(): void {
    const batch = this.#batch
    const waiting = this.#waiting
    this.#batch = undefined
    if (!batch || batch.length === 0) return
    this.#waiting = []
    this.#write(batch, (error) => {
      for (const done of waiting) done(error)
    })
  }

  #write(payloads: readonly Uint8Array[], done: Done): void {
    const pieces = joinFrames(payloads)
    const last = pieces.pop()!
    if (pieces.length === 0) {
      this.#stream.write(last, done)
      return
    }
    this.#stream.cork()
    for (const piece of pieces) this.#stream.write(piece)
    this.#stream.write(last, done)
    this.#stream.uncork()
  }
}

/** Frames as few pieces of bytes: small ones joined, long payloads as they are. */
export function joinFrames(payloads: readonly Uint8Array[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let small: Uint8Array[] = []
  for (const payload of payloads) {
    small.push(encodeHeader(payload.length))
    if (payload.length <= JOIN_LIMIT) {
      small.push(payload)
      continue
    }
    pieces.push(Buffer.concat(small), payload)
    small = []
  }
  if (small.length > 0) pieces.push(Buffer.concat(small))
  return pieces
}
