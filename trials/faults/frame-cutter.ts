/** Cuts a stream of bytes where its frames begin and end. */

/** Names of methods as they stand in a pickle of protocol 4. */
const GET = Buffer.from('\x8c\x03get', 'latin1')
const PUT = Buffer.from('\x8c\x03put', 'latin1')

/** Bytes within which a request has the object's ident and the method's name. */
const HEAD_SIZE = 100

/** A part of a frame, or a whole one. */
export interface Piece {
  readonly bytes: Buffer
  /** Whether it begins the frame, and whether it ends it. */
  readonly begins: boolean
  readonly ends: boolean
  /** What the frame asks for; its last part says. */
  readonly asks: 'get' | 'put' | undefined
}

/** Cuts a stream where frames begin. What begins with less than a header is kept until there is one. */
export class FrameCutter {
  #rest: Buffer = Buffer.alloc(0)
  #left = 0
  /** How the frame begins, as far as a method's name can be. */
  #head: Buffer = Buffer.alloc(0)

  cut(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = Buffer.alloc(0)
    while (bytes.length > 0) {
      const begins = this.#left === 0
      if (begins) {
        if (bytes.length < 4) {
          this.#rest = bytes
          break
        }
        // Nobody here sends frames so long that they have a long header.
        this.#left = 4 + Math.max(0, bytes.readInt32BE())
      }
      const part = bytes.subarray(0, this.#left)
      this.#left -= part.length
      bytes = bytes.subarray(part.length)
      const ends = this.#left === 0
      if (begins) this.#head = part.subarray(0, HEAD_SIZE)
      else if (this.#head.length < HEAD_SIZE) this.#head = Buffer.concat([this.#head, part]).subarray(0, HEAD_SIZE)
      pieces.push({ bytes: part, begins, ends, asks: !ends ? undefined : this.#head.includes(GET) ? 'get' : this.#head.includes(PUT) ? 'put' : undefined })
    }
    return pieces
  }
}
