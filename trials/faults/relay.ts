/**
 * A relay between a client and a server that passes bytes on and, when it is armed, does harm to one frame of them: ends
 * the connection in the middle, on one side or on both, holds bytes back, lets them drip, puts others in.
 *
 * It knows frames (a length, then so many bytes) and of what they mean only this: where the request of a `put` or a `get` has
 * gone over whole, and whether any byte came back after it. Only then can an item be lost on the way.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { FrameCutter, type Piece } from './frame-cutter.ts'

/** `up` is from the client to the server. */
export type Direction = 'up' | 'down'

/** What is done to one frame. */
export type Harm =
  /** Both sides are closed before the frame, in its header, in its body, or after it. */
  | { readonly kind: 'cut'; readonly where: 'before' | 'header' | 'body' | 'after' }
  /** Who gets the frame is told, after a part of it, that there is no more; the other direction stays open. */
  | { readonly kind: 'half-close'; readonly where: 'before' | 'body' | 'after' }
  /** Both sides are reset (TCP), before the frame or after it. */
  | { readonly kind: 'reset'; readonly where: 'before' | 'after' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** One byte a turn of the event loop. */
  | { readonly kind: 'drip' }
  /** Nothing more goes over in either direction; then both sides are closed. */
  | { readonly kind: 'silence'; readonly ms: number }
  /** Bytes instead of the frame's header, or of its payload, or a frame of them before it. The connection ends soon after. */
  | { readonly kind: 'garbage'; readonly where: 'header' | 'payload' | 'frame'; readonly bytes: Uint8Array }
  /** A header that announces so many bytes, instead of the frame; of gigabytes, some come. The connection ends soon after. */
  | { readonly kind: 'length'; readonly bytes: bigint }

/** Harm, and the frame that it is done to: the `frame`th in that direction from now on, over whatever connection. */
export interface Tamper {
  readonly direction: Direction
  readonly frame: number
  readonly harm: Harm
}

/** What went over since the relay was armed. */
export interface Passage {
  /** Whether harm was done. */
  harmed: boolean
  /** Requests of `get` that the server has, as far as the relay could give them to it. */
  gets: number
  /** Such requests after which the server has sent something: their items may have left it. */
  answeredGets: number
  /** Requests of `put` that the server has, as far as the relay could give them to it. */
  puts: number
}

/** Milliseconds that both ends have for what they cannot understand, before the relay hangs up. */
const HANGS_UP_AFTER = 30
/** From how many announced bytes on some of them are sent, and how many. */
const LARGE = 1n << 30n
const PART_OF_LARGE = 4 << 20
/** One address to connect to instead of the server's. */
export class Relay {
  readonly address: string | readonly [string, number]
  readonly #server: Server
  readonly #links = new Set<Link>()
  #tamper: Tamper | undefined
  #left = 0
  #passage: Passage = freshPassage()

  /** @param at a path, or a host: then the relay takes any free port of it */
  static async start(target: string | readonly [string, number], at: string | readonly [string, 0]): Promise<Relay> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      if (typeof at === 'string') server.listen(at, resolve)
      else server.listen(at[1], at[0], resolve)
    })
    const bound = server.address()
    return new Relay(server, target, bound !== null && typeof bound === 'object' ? [bound.address, bound.port] : (at as string))
  }

  private constructor(server: Server, target: string | readonly [string, number], address: string | readonly [string, number]) {
    this.#server = server
    this.address = address
    server.on('error', () => undefined)
    server.on('connection', (client: Socket) => void this.#links.add(new Link(client, target, this, (link) => this.#links.delete(link))))
  }

  /** Connections that go over it. */
  get size(): number {
    return this.#links.size
  }

  /** From now on counts anew, and does this harm once. */
  arm(tamper: Tamper | undefined): void {
    this.#tamper = tamper
    this.#left = tamper?.frame ?? 0
    this.#passage = freshPassage()
  }

  /** What went over since then; no more harm is done. */
  disarm(): Passage {
    this.#tamper = undefined
    return this.#passage
  }

  get passage(): Passage {
    return this.#passage
  }

  /** Harms all that is open at once, also while nothing goes over. */
  async harmNow(harm: Harm): Promise<void> {
    this.#passage.harmed = this.#links.size > 0
    await Promise.all([...this.#links].map((link) => link.harm('down', harm)))
  }

  /** Ends all connections. */
  drop(): void {
    for (const link of this.#links) link.close()
  }

  async close(): Promise<void> {
    this.drop()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  /** Asked by a link at each frame's beginning: the harm that is due. */
  harmFor(direction: Direction): Harm | undefined {
    if (this.#tamper?.direction !== direction || this.#left-- > 0) return undefined
    const { harm } = this.#tamper
    this.#tamper = undefined
    this.#passage.harmed = true
    return harm
  }
}

function freshPassage(): Passage {
  return { harmed: false, gets: 0, answeredGets: 0, puts: 0 }
}

/** One connection over the relay. */
class Link {
  readonly #relay: Relay
  readonly #ends: Readonly<Record<Direction, Socket>>
  readonly #frames: Readonly<Record<Direction, FrameCutter>>
  readonly #lines: Record<Direction, Promise<void>> = { up: Promise.resolve(), down: Promise.resolve() }
  readonly #closed: (link: Link) => void
  readonly #finished: Record<Direction, boolean> = { up: false, down: false }
  #silent = false
  #unanswered = 0
  #open = true

  constructor(client: Socket, target: string | readonly [string, number], relay: Relay, closed: (link: Link) => void) {
    this.#relay = relay
    this.#closed = closed
    const server = connect({ ...(typeof target === 'string' ? { path: target } : { host: target[0], port: target[1] }), allowHalfOpen: true, noDelay: true })
    // By whom the bytes go to.
    this.#ends = { up: server, down: client }
    this.#frames = { up: new FrameCutter(), down: new FrameCutter() }
    this.#join(client, 'up')
    this.#join(server, 'down')
  }

  #join(from: Socket, direction: Direction): void {
    from.on('data', (chunk: Buffer) => this.#pass(direction, chunk))
    from.on('end', () => this.#after(direction, () => this.#finish(direction)))
    from.on('error', () => this.close())
    from.on('close', () => this.#after('up', () => this.#after('down', () => this.close())))
  }

  close(reset = false): void {
    for (const socket of [this.#ends.up, this.#ends.down]) {
      if (reset) socket.resetAndDestroy()
      else socket.destroy()
    }
    if (!this.#open) return
    this.#open = false
    this.#closed(this)
  }

  /** Each direction's bytes go in order, also where some are held back. */
  #after(direction: Direction, act: () => void | Promise<void>): void {
    this.#lines[direction] = this.#lines[direction].then(act).catch(() => this.close())
  }

  #finish(direction: Direction): void {
    if (this.#finished[direction] || this.#silent) return
    this.#finished[direction] = true
    this.#ends[direction].end()
    // Who has been told that there is no more hangs up by itself; the relay does not wait for it for ever.
    if (this.#finished.up && this.#finished.down) this.close()
  }

  #pass(direction: Direction, chunk: Buffer): void {
    if (direction === 'down' && this.#unanswered > 0) {
      this.#relay.passage.answeredGets += this.#unanswered
      this.#unanswered = 0
    }
    for (const piece of this.#frames[direction].cut(chunk)) {
      if (piece.begins) {
        const harm = this.#relay.harmFor(direction)
        if (harm) {
          this.#after(direction, () => this.harm(direction, harm, piece))
          continue
        }
      }
      this.#after(direction, () => this.#write(direction, piece))
    }
  }

  #write(direction: Direction, piece: Piece): void {
    if (this.#silent || this.#finished[direction] || !this.#open) return
    if (direction === 'up' && piece.ends) {
      if (piece.asks === 'put') this.#relay.passage.puts++
      if (piece.asks === 'get') {
        this.#relay.passage.gets++
        this.#unanswered++
      }
    }
    this.#ends[direction].write(piece.bytes)
  }

  /** Does harm to what follows. @param piece the first bytes of the frame; none where nothing goes over */
  async harm(direction: Direction, harm: Harm, piece: Piece = { bytes: Buffer.alloc(0), begins: true, ends: true, asks: undefined }): Promise<void> {
    switch (harm.kind) {
      case 'cut':
      case 'half-close': {
        this.#part(direction, harm.where, piece)
        if (harm.kind === 'half-close') this.#finish(direction)
        else await this.#closeSoon(direction)
        return
      }
      case 'reset':
        this.#part(direction, harm.where, piece)
        if (harm.where === 'after') await turn(2)
        this.close(true)
        return
      case 'delay':
        await delay(harm.ms)
        return this.#write(direction, piece)
      case 'drip':
        for (let at = 0; at < piece.bytes.length; at++) {
          const last = at === piece.bytes.length - 1
          this.#write(direction, { ...piece, bytes: piece.bytes.subarray(at, at + 1), ends: piece.ends && last })
          await turn(1)
        }
        return
      case 'silence':
        this.#silent = true
        await delay(harm.ms)
        return this.close()
      case 'garbage':
        this.#insert(direction, harm.where, harm.bytes, piece)
        return this.#hangUpSoon()
      case 'length': {
        const header = Buffer.alloc(harm.bytes > 0x7fff_ffffn ? 12 : 4)
        header.writeInt32BE(harm.bytes > 0x7fff_ffffn ? -1 : Number(harm.bytes))
        if (header.length === 12) header.writeBigUInt64BE(harm.bytes, 4)
        this.#ends[direction].write(header)
        // Of what may come, a part comes.
        if (harm.bytes >= LARGE && harm.bytes <= 0xffff_ffffn) this.#ends[direction].write(Buffer.alloc(PART_OF_LARGE))
        this.#silent = true
        return this.#hangUpSoon()
      }
    }
  }

  #part(direction: Direction, where: 'before' | 'header' | 'body' | 'after', piece: Piece): void {
    if (where === 'after') this.#write(direction, piece)
    else if (where === 'header') this.#ends[direction].write(piece.bytes.subarray(0, 1 + (piece.bytes.length % 3)))
    else if (where === 'body') this.#ends[direction].write(piece.bytes.subarray(0, Math.max(5, piece.bytes.length >> 1)).subarray(0, piece.bytes.length - 1))
  }

  #insert(direction: Direction, where: 'header' | 'payload' | 'frame', bytes: Uint8Array, piece: Piece): void {
    const end = this.#ends[direction]
    if (where === 'header') end.write(Buffer.concat([bytes.subarray(0, 4), piece.bytes.subarray(4)]))
    else if (where === 'payload') end.write(Buffer.concat([piece.bytes.subarray(0, 4), fill(bytes, piece.bytes.length - 4)]))
    else {
      const header = Buffer.alloc(4)
      header.writeInt32BE(bytes.length)
      end.write(Buffer.concat([header, bytes]))
      this.#write(direction, piece)
    }
  }

  /** Closes when the bytes that were written have gone. */
  async #closeSoon(direction: Direction): Promise<void> {
    await new Promise<void>((resolve) => this.#ends[direction].write('', () => resolve()))
    this.close()
  }

  async #hangUpSoon(): Promise<void> {
    await delay(HANGS_UP_AFTER)
    this.close()
  }
}

function fill(bytes: Uint8Array, length: number): Buffer {
  return Buffer.alloc(length, Buffer.from(bytes))
}

async function turn(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await new Promise((resolve) => setImmediate(resolve))
}
