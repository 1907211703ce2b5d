/**
 * Writes frames to a stream: header and payload in one piece, so that no frame waits for a delayed acknowledgement, and
 * frames of one turn of the event loop together. The first of a turn leaves at once, also when the process ends in the
 * next statement.
 */
import type { Writable } from 'node:stream'
import { SHORT_HEADER_SIZE, encodeHeader } from '../protocol/framing.ts'

/** Payloads up to this many bytes are copied behind their header; longer ones are handed over beside it. */
const JOIN_LIMIT = 16_384
/** Frames joined into one piece have about so many bytes at most. */
const PIECE_LIMIT = 1 << 20

/** Frames that leave together at most. */
const BATCH = 16
/** Bytes that may be on their way before `writeSoon` has one wait. */
const UNSENT_LIMIT = 1 << 16

const nothing = new Uint8Array(0)

/** Those that have written in this turn. */
let written: FrameWriter[] = []

function endTurn(): void {
  const writers = written
  written = []
  for (const writer of writers) writer.flush()
}

// A program that ends itself in this very turn has sent what it has sent.
process.on('exit', endTurn)

export class FrameWriter {
  readonly #stream: Writable
  /** Payloads of this turn that wait for its end; `undefined` when nothing was written in it. */
  #batch: Uint8Array[] | undefined
  #batchSize = 0
  #batchTaken: PromiseWithResolvers | undefined
  /** Whether several frames were written in the last turn that had any: then the first waits for the others. */
  #several = false
  #count = 0
  /** Pieces that were given to the stream, and those of which it has said that the system has them, or that it failed. */
  #pieces = 0
  #gone = 0
  #failure: Error | undefined
  readonly #waiting: { readonly pieces: number; resolve(): void; reject(error: unknown): void }[] = []

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /**
   * Sends one frame.
   * @returns `undefined` when the system has its bytes already; otherwise resolves when it does, or rejects with the stream's own error
   */
  write(payload: Uint8Array): Promise<void> | undefined {
    if (this.#leavesAtOnce(payload)) return this.#taken()
    this.#batchTaken ??= withResolvers()
    const { promise } = this.#batchTaken
    this.#sendFullBatch()
    return promise
  }

  /**
   * Sends one frame, for those who need not know when the system has it.
   * @returns `undefined`, or, where much is on its way already, what `write` does
   */
  writeSoon(payload: Uint8Array): Promise<void> | undefined {
    if (this.#leavesAtOnce(payload)) return this.#taken()
    const taken = this.#batchSize + this.#stream.writableLength < UNSENT_LIMIT ? undefined : (this.#batchTaken ??= withResolvers())
    this.#sendFullBatch()
    return taken?.promise
  }

  /** The first frame of a turn is sent, unless others came after it the last time. All others wait for the end of the turn. */
  #leavesAtOnce(payload: Uint8Array): boolean {
    this.#count++
    if (this.#batch === undefined) {
      this.#batch = []
      if (written.push(this) === 1) process.nextTick(endTurn)
      if (!this.#several) {
        if (payload.length > JOIN_LIMIT) this.#send(joinFrames([payload]))
        else this.#put(shortFrame(payload))
        return true
      }
    }
    this.#batch.push(payload)
    this.#batchSize += payload.length
    return false
  }

  /** Sends what this turn has collected. */
  flush(): void {
    this.#several = this.#count > 1
    this.#count = 0
    this.#sendBatch()
    this.#batch = undefined
  }

  /** The other end may begin with some of them while this one makes more. */
  #sendFullBatch(): void {
    if (this.#batch!.length >= BATCH) this.#sendBatch()
  }

  #sendBatch(): void {
    const batch = this.#batch
    const taken = this.#batchTaken
    if (batch === undefined || batch.length === 0) return
    this.#batch = []
    this.#batchSize = 0
    this.#batchTaken = undefined
    this.#send(joinFrames(batch))
    if (taken === undefined) return
    const waiting = this.#taken()
    if (waiting === undefined) taken.resolve()
    else waiting.then(taken.resolve, taken.reject)
  }

  #send(pieces: readonly Uint8Array[]): void {
    const stream = this.#stream
    if (pieces.length === 1) {
      this.#put(pieces[0]!)
      return
    }
    stream.cork()
    for (const piece of pieces) this.#put(piece)
    stream.uncork()
  }

  #put(piece: Uint8Array): void {
    this.#pieces++
    // One function for all: Node then counts, instead of scheduling each.
    this.#stream.write(piece, this.#wrote)
  }

  readonly #wrote = (error?: Error | null): void => {
    this.#gone++
    if (error) this.#failure ??= error
    while (this.#waiting.length > 0 && this.#waiting[0]!.pieces <= this.#gone) {
      const { resolve, reject } = this.#waiting.shift()!
      if (this.#failure === undefined) resolve()
      else reject(this.#failure)
    }
  }

  /** Most often the system takes all at once, and then there is nobody to be told later. */
  #taken(): Promise<void> | undefined {
    const stream = this.#stream
    if (stream.writableLength === 0 && stream.writable && !stream.errored) return undefined
    // Told by the last piece itself: an empty one behind it would fail where the other end has read all, and gone.
    return new Promise((resolve, reject) => this.#waiting.push({ pieces: this.#pieces, resolve, reject }))
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>
  resolve(): void
  reject(error: unknown): void
}

function withResolvers(): PromiseWithResolvers {
  let resolve!: () => void
  let reject!: (error: unknown) => void
  const promise = new Promise<void>((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
}

function shortFrame(payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(SHORT_HEADER_SIZE + payload.length)
  putFrame(frame, 0, payload)
  return frame
}

/** @returns where the next one goes */
function putFrame(into: Buffer, at: number, payload: Uint8Array): number {
  const { length } = payload
  into[at] = length >>> 24
  into[at + 1] = length >>> 16
  into[at + 2] = length >>> 8
  into[at + 3] = length
  into.set(payload, at + SHORT_HEADER_SIZE)
  return at + SHORT_HEADER_SIZE + length
}

/** Frames as few pieces of bytes: small ones joined, long payloads as they are. */
export function joinFrames(payloads: readonly Uint8Array[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let next = 0; next < payloads.length; ) {
    let end = next
    let size = 0
    for (; end < payloads.length && payloads[end]!.length <= JOIN_LIMIT && size < PIECE_LIMIT; end++) size += SHORT_HEADER_SIZE + payloads[end]!.length
    const long = payloads[end]
    const header = long !== undefined && long.length > JOIN_LIMIT ? encodeHeader(long.length) : nothing
    const piece = Buffer.allocUnsafe(size + header.length)
    let at = 0
    for (; next < end; next++) at = putFrame(piece, at, payloads[next]!)
    piece.set(header, at)
    pieces.push(piece)
    if (header.length === 0) continue
    pieces.push(long!)
    next++
  }
  return pieces
}
