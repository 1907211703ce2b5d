/** A stream with two ends in memory, for connections without a system. */
import { Duplex } from 'node:stream'

class End extends Duplex {
  other: End | undefined

  constructor() {
    super({ allowHalfOpen: true, autoDestroy: true })
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    if (!this.other || this.other.destroyed || this.other.readableEnded) {
      const error: NodeJS.ErrnoException = new Error('write EPIPE')
      error.code = 'EPIPE'
      done(error)
      return
    }
    this.other.push(chunk)
    done()
  }

  override _final(done: () => void): void {
    if (this.other && !this.other.destroyed) this.other.push(null)
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { other } = this
    // The other end sees a hang-up, as of a socket.
    if (other && !other.destroyed && !other.readableEnded) other.push(null)
    done(error)
  }
}

export function duplexPair(): [Duplex, Duplex] {
  const [one, two] = [new End(), new End()]
  one.other = two
  two.other = one
  return [one, two]
}
