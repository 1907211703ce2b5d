/** Two connected streams in memory, which can cut what goes over them as a network may. */
import { Duplex } from 'node:stream'
import { Connection } from '../../connection/connection.ts'

export interface PairOptions {
  /** Pieces of at most this many bytes arrive, each in a turn of its own. Default: as they were sent. */
  readonly pieces?: number
}

class End extends Duplex {
  other!: End
  readonly #pieces: number

  constructor(pieces: number) {
    super({ allowHalfOpen: true })
    this.#pieces = pieces
  }

  override _read(): void {
    // The other end pushes.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    void this.#deliver(Buffer.from(chunk)).then(() => done())
  }

  override _final(done: () => void): void {
    this.other.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.other.destroyed && !this.other.readableEnded) this.other.push(null)
    done(error)
  }

  async #deliver(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += this.#pieces) {
      if (this.other.destroyed) return
      this.other.push(bytes.subarray(at, at + this.#pieces))
      if (this.#pieces < bytes.length) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Two streams: what is written to one is read from the other. */
export function streamPair({ pieces = Infinity }: PairOptions = {}): [Duplex, Duplex] {
  const first = new End(pieces)
  const second = new End(pieces)
  first.other = second
  second.other = first
  return [first, second]
}

/** Two connections to one another. */
export function connectionPair(options?: PairOptions): [Connection, Connection] {
  const [first, second] = streamPair(options)
  return [new Connection(first), new Connection(second)]
}

/** A connection, and the bare stream at its other end. */
export function connectionAndStream(options?: PairOptions): [Connection, Duplex] {
  const [first, second] = streamPair(options)
  return [new Connection(first), second]
}
