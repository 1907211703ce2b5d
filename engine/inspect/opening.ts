/** What a connection begins with, as far as it may be folded: its handshake, its first request and the reply to that. */
import type { Frame } from './run.ts'
import { FoldRow } from './fold-row.ts'

export class Opening {
  readonly connectionNumber: number
  /** Index of its first frame in the run. */
  readonly firstIndex: number
  readonly handshake: Frame[] = []
  /** First request and its reply, as far as they were seen. */
  request: Frame | undefined
  reply: Frame | undefined
  /** Something else than a handshake that both sides accept. */
  broken = false
  group: LifetimeGroup | undefined
  /**
   * How it is shown. `raw`: frame by frame. `handshake`: the handshake as one row. `lead`: the handshake belongs to the
   * row of the request. `whole`: request and reply are in the fold too. Undefined: to be decided.
   */
  mode: 'raw' | 'handshake' | 'lead' | 'whole' | undefined
  readonly #handshakeIndexes = new Set<number>()
  #requestIndex: number | undefined
  #replyIndex: number | undefined

  constructor(connectionNumber: number, firstIndex: number) {
    this.connectionNumber = connectionNumber
    this.firstIndex = firstIndex
  }

  /**
   * Takes a frame of the connection, and says which part of this it is. A `request` is not part of it, but ends the
   * handshake; a `head` is a request, or a reply to it, that may be folded.
   */
  take(frame: Frame, index: number): 'handshake' | 'request' | 'head' | 'none' {
    if (frame.index < 3) {
      if (frame.family !== 'handshake') this.broken = true
      if (frame.kind.startsWith('#')) return 'none'
      this.handshake.push(frame)
      this.#handshakeIndexes.add(index)
      return 'handshake'
    }
    if (frame.index > 3) return 'none'
    if (frame.sender === 'client') {
      this.request = frame
      this.#requestIndex = index
    } else {
      this.reply = frame
      this.#replyIndex = index
    }
    if (this.isSetup || this.isLifetime) return 'head'
    return frame.sender === 'client' ? 'request' : 'none'
  }

  /** Indexes in the run of the request and the reply, where they may be folded. */
  get headIndexes(): readonly number[] {
    if (!this.isSetup && !this.isLifetime) return []
    return [this.#requestIndex, this.#replyIndex].filter((index) => index !== undefined)
  }

  get head(): readonly Frame[] {
    return [this.request, this.reply].filter((frame) => frame !== undefined)
  }

  isHandshake(index: number): boolean {
    return this.#handshakeIndexes.has(index)
  }

  /** Whether the server refused the first request, or failed at it. */
  get failed(): boolean {
    return this.reply !== undefined && this.reply.kind !== '#RETURN'
  }

  /** Whether one of its frames waits, and whether one was never sent. */
  get isHeld(): boolean {
    return this.#hasFate('held')
  }

  get isLost(): boolean {
    return this.#hasFate('dropped') || this.#hasFate('cut') || this.#hasFate('abandoned')
  }

  #hasFate(fate: Frame['fate']): boolean {
    return this.handshake.some((frame) => frame.fate === fate) || this.request?.fate === fate || this.reply?.fate === fate
  }

  get isLifetime(): boolean {
    return this.request?.family === 'lifetime'
  }

  get isSetup(): boolean {
    return this.request?.kind === 'dummy' || this.request?.kind === 'accept_connection'
  }

  get handshakeKey(): string {
    return `h${this.connectionNumber}`
  }

  handshakeFold(depth: number, parent: string | undefined): FoldRow {
    // A copy: the handshake may grow while the run is live, and a row is what it was when it was made.
    const frames = this.handshake.slice()
    return new FoldRow({ key: this.handshakeKey, fold: 'handshake', frames, depth, parent, children: () => frames })
  }

  /** Handshake, request and reply as one row. */
  wholeFold(depth: number, parent: string | undefined): FoldRow {
    const key = `c${this.connectionNumber}`
    const fold = this.isLifetime ? 'lifetime' : this.request?.kind === 'dummy' ? 'connect' : 'accept'
    const frames = [...this.handshake, ...this.head]
    const children = (foldHandshakes: boolean) =>
      foldHandshakes ? [this.handshakeFold(depth + 1, key), ...this.head] : frames
    return new FoldRow({ key, fold, frames, depth, parent, children })
  }
}

/** Lifetime connections between the same two processes with nothing else between them. */
export class LifetimeGroup {
  readonly openings: Opening[] = []
  /** Those that are shown folded; undefined: to be decided. */
  members: readonly Opening[] | undefined

  add(opening: Opening): void {
    opening.group = this
    this.openings.push(opening)
  }

  get firstIndex(): number {
    return this.openings[0]!.firstIndex
  }

  fold(): FoldRow {
    const members = this.members ?? this.openings
    const [only] = members
    if (members.length === 1) return only!.wholeFold(0, undefined)
    const key = `g${only!.connectionNumber}`
    const folds = members.map((opening) => opening.wholeFold(1, key))
    return new FoldRow({ key, fold: 'lifetime', frames: folds.flatMap(({ frames }) => frames), depth: 0, parent: undefined, children: () => folds })
  }
}
