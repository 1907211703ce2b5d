/** One row of the traffic: a frame, or a fold of several. */
import type { Frame, FrameFamily } from './run.ts'
import { countWord, listWords, shortIdent } from './format.ts'

/** What stands in one line of the sequence or the table. */
export type Row = FrameRow | FoldRow

/** A row of one frame. */
export interface FrameRow {
  readonly kind: 'frame'
  /** Stays the same as long as the run is shown. */
  readonly key: string
  readonly frame: Frame
  readonly first: number
  readonly last: number
  /** How many folds it is in. */
  readonly depth: number
  /** Key of the fold that it is in. */
  readonly parent: string | undefined
  /** The handshake that led to this request and has no row of its own. */
  readonly lead: FoldRow | undefined
}

/** What a fold is about. */
export type FoldKind = 'handshake' | 'connect' | 'accept' | 'lifetime'

interface FoldContent {
  readonly key: string
  readonly fold: FoldKind
  readonly frames: readonly Frame[]
  readonly depth: number
  readonly parent: string | undefined
  readonly children: (foldHandshakes: boolean) => readonly (Frame | FoldRow)[]
}

const FAMILIES: Readonly<Record<FoldKind, FrameFamily>> = {
  handshake: 'handshake',
  connect: 'handshake',
  accept: 'accept',
  lifetime: 'lifetime',
}

/** A row that stands for several frames, such as a handshake. */
export class FoldRow {
  readonly kind = 'fold'
  readonly key: string
  readonly fold: FoldKind
  readonly frames: readonly Frame[]
  readonly depth: number
  readonly parent: string | undefined
  /** Whether its frames follow. */
  readonly open: boolean
  readonly #content: FoldContent

  constructor(content: FoldContent, open = false) {
    this.#content = content
    this.open = open
    this.key = content.key
    this.fold = content.fold
    this.frames = content.frames
    this.depth = content.depth
    this.parent = content.parent
  }

  /** The same row with its frames following. */
  opened(): FoldRow {
    return new FoldRow(this.#content, true)
  }

  /** What follows when it is open. */
  children(foldHandshakes: boolean): readonly (Frame | FoldRow)[] {
    return this.#content.children(foldHandshakes)
  }

  get family(): FrameFamily {
    return FAMILIES[this.fold]
  }

  /** Smallest and greatest frame number in it. Numbers between may belong to others. */
  get first(): number {
    return this.frames.reduce((least, { number }) => Math.min(least, number), Infinity)
  }

  get last(): number {
    return this.frames.reduce((most, { number }) => Math.max(most, number), 0)
  }

  /** Process ids. */
  get client(): string {
    return this.frames[0]!.connection.client
  }

  get listener(): string {
    return this.frames[0]!.connection.listener
  }

  /** Microseconds since the run's first event. */
  get time(): number {
    return this.frames[0]!.time
  }

  get bytes(): number {
    return this.frames.reduce((sum, { size }) => sum + size, 0)
  }

  /** Names of what is folded: `connect`; `incref`, `decref`. */
  get names(): readonly string[] {
    switch (this.fold) {
      case 'handshake':
        return ['handshake']
      case 'connect':
        return ['connect']
      case 'accept':
        return ['accept_connection']
      case 'lifetime':
        return [...new Set(this.#requests.map(({ kind }) => kind))]
    }
  }

  /** For narrow places: `connect · 8 frames`, `incref, decref · 16`, `accept_connection · 8`. */
  get label(): string {
    const count = this.fold === 'connect' || this.fold === 'handshake' ? frameCount(this.frames.length) : String(this.frames.length)
    return `${this.names.join(', ')} · ${count}`
  }

  /** One sentence without its full stop: `Mutual handshake, 6 frames, sha256, both sides accepted`. */
  get sentence(): string {
    const count = frameCount(this.frames.length)
    switch (this.fold) {
      case 'handshake':
        return handshakeSentence(this.frames)
      case 'connect':
        return `connect, a mutual handshake and dummy, ${count}`
      case 'accept':
        return `accept_connection with its handshake, ${count}`
      case 'lifetime':
        return `${listWords(this.names)}${this.#objectWords} ${connectionWords(this.#requests.length)} ${count}`
    }
  }

  get #requests(): readonly Frame[] {
    return this.frames.filter(({ family }) => family === 'lifetime')
  }

  get #objectWords(): string {
    const objects = new Map(this.#requests.map((frame) => [frame.ident, frame]))
    if (objects.size !== 1) return ` of ${countWord(objects.size)} objects,`
    const [frame] = objects.values()
    if (frame?.ident === undefined) return ''
    return ` of ${frame.typeid === undefined ? '' : `${frame.typeid} `}${shortIdent(frame.ident, true)}${this.#requests.length > 1 ? ',' : ''}`
  }
}

function connectionWords(count: number): string {
  return count === 1 ? 'on its own connection,' : `${countWord(count)} connections,`
}

function frameCount(count: number): string {
  return count === 1 ? '1 frame' : `${count} frames`
}

function handshakeSentence(frames: readonly Frame[]): string {
  const digests = [...new Set(frames.map(({ kind, digest }) => (kind === 'answer' ? digest : undefined)).filter((name) => name !== undefined))]
  const { handshake } = frames[0]!.connection
  const end = handshake === 'accepted' ? 'both sides accepted' : handshake === 'refused' ? 'refused' : 'not finished'
  return ['Mutual handshake', frameCount(frames.length), ...digests, end].join(', ')
}
