/**
 * Rows: what the sequence, the frames table and the command line show of a run, one below the other. What repeats is
 * folded: handshakes, and the counting of references.
 *
 * ```
 *   view 'sequence'                                view 'table'
 *   1–8    connect · 8 frames                      1–6    Mutual handshake, 6 frames, sha256, both sides accepted
 *                                                  7      dummy
 *                                                  8      #RETURN
 *   15     create('Greenhouse')  (9–14 led to it)  9–14   Mutual handshake, …
 *   16     #RETURN 7f…2b90                         15     create
 *                                                  16     #RETURN
 *   17–32  incref, decref · 16                     17–32  incref and decref of Greenhouse 7f3a…2b90, two connections, 16 frames
 *   33–40  accept_connection · 8                   33–38  Mutual handshake, …
 *                                                  39     accept_connection …
 * ```
 *
 * What failed is never folded, nor is what waits, or was never sent. A fold is one row at the place of its first frame; frames of other processes may lie
 * between its first and its last.
 */
import type { Frame, Run } from './run.ts'
import { FoldRow } from './fold-row.ts'
import type { FrameRow, Row } from './fold-row.ts'
import { LifetimeGroup, Opening } from './opening.ts'

/** What is folded into one row. */
export interface FoldOptions {
  /** Default true. */
  readonly foldHandshakes?: boolean
  /** Folds `incref` and `decref` with the connections made for them. Default true. */
  readonly foldLifetime?: boolean
  /**
   * `sequence` also folds what a connection begins with (`dummy`, `accept_connection`), and leaves a handshake out whose
   * request has a row: that row has it as its `lead`. Default `sequence`.
   */
  readonly view?: 'sequence' | 'table'
  /** Keys of folds that are open: their frames follow, one deeper. Also the key of a row's lead. */
  readonly expanded?: ReadonlySet<string>
  /** Frames to show. A fold that loses a frame to it is not folded. Default: all. */
  readonly filter?: (frame: Frame) => boolean
}

/** All rows of a run. For a run that goes on, `RowFolder` does less. */
export function foldRows(run: Pick<Run, 'frames'>, options: FoldOptions = {}): readonly Row[] {
  return new RowFolder(options).update(run)
}

/** How many frames the rows stand for, and how many of them are hidden in folds. */
export function countRows(rows: readonly Row[]): { readonly frames: number; readonly folded: number } {
  let frames = 0
  let shown = 0
  for (const row of rows) {
    if (row.depth === 0) frames += row.kind === 'fold' ? row.frames.length : 1 + (row.lead?.frames.length ?? 0)
    if (row.kind === 'frame') shown += 1
  }
  return { frames, folded: frames - shown }
}

/** Makes rows of a run that still grows; rows that have not changed stay the same objects. */
export class RowFolder {
  readonly #options: Required<FoldOptions>
  readonly #rows: Row[] = []
  /** By frame index: how many rows there were before it, and the opening that it is part of. */
  readonly #rowStarts: number[] = []
  readonly #openings: (Opening | undefined)[] = []
  readonly #byConnection = new Map<number, Opening>()
  /** The group that the next lifetime connection of a client and a server would join. */
  readonly #groups = new Map<string, LifetimeGroup>()
  /** Those with a frame that waited when it was last placed: it may have gone since. */
  readonly #held = new Set<Opening>()
  /** Frames taken in so far. */
  #count = 0
  #dirty = 0
  /** By connection number, while frames are taken in: its client and its server. */
  readonly #pairs: string[] = []

  constructor(options: FoldOptions = {}) {
    this.#options = {
      foldHandshakes: options.foldHandshakes ?? true,
      foldLifetime: options.foldLifetime ?? true,
      view: options.view ?? 'sequence',
      expanded: options.expanded ?? new Set(),
      filter: options.filter ?? (() => true),
    }
  }

  /**
   * Takes in the frames that are new since the last call. Rows before the first one that changed stay the same objects.
   * @returns the same array each time, with all rows
   */
  update(run: Pick<Run, 'frames'>): readonly Row[] {
    const { frames } = run
    this.#dirty = this.#count
    for (const opening of this.#held) this.#touch(opening)
    this.#held.clear()
    // Who an end belongs to may be known only now.
    this.#pairs.length = 0
    for (let index = this.#count; index < frames.length; index++) this.#take(frames[index]!, index)
    this.#count = frames.length
    this.#rows.length = this.#rowStarts[this.#dirty] ?? this.#rows.length
    for (let index = this.#dirty; index < frames.length; index++) {
      this.#rowStarts[index] = this.#rows.length
      this.#place(frames[index]!, index)
    }
    return this.#rows
  }

  // Which frames belong together

  #take(frame: Frame, index: number): void {
    const { number } = frame.connection
    let opening = this.#byConnection.get(number)
    if (opening === undefined) {
      if (frame.kind !== 'challenge' || frame.index > 0) return this.#interrupt(frame)
      opening = new Opening(number, index)
      this.#byConnection.set(number, opening)
    }
    const part = opening.take(frame, index)
    if (part === 'none') return this.#interrupt(frame)
    if (part === 'request') {
      this.#touch(opening)
      return this.#interrupt(frame)
    }
    this.#openings[index] = opening
    this.#touch(opening)
    if (part === 'handshake') return
    // The reply may have been seen before its request.
    for (const head of opening.headIndexes) this.#openings[head] = opening
    if (opening.isLifetime) this.#group(opening, frame)
    else this.#interrupt(frame)
  }

  #group(opening: Opening, frame: Frame): void {
    if (opening.group !== undefined) return
    const pair = this.#pairOf(frame)
    let group = this.#groups.get(pair)
    if (group === undefined) {
      group = new LifetimeGroup()
      this.#groups.set(pair, group)
    }
    group.add(opening)
    this.#touch(opening)
  }

  /** Something else went between the two processes: the next lifetime connection begins a new group. */
  #interrupt(frame: Frame): void {
    if (this.#groups.size > 0) this.#groups.delete(this.#pairOf(frame))
  }

  #pairOf({ connection }: Frame): string {
    return (this.#pairs[connection.number] ??= `${connection.client} ${connection.listener}`)
  }

  #touch(opening: Opening): void {
    opening.mode = undefined
    const { group } = opening
    if (group !== undefined) group.members = undefined
    this.#dirty = Math.min(this.#dirty, group?.firstIndex ?? opening.firstIndex, ...opening.headIndexes)
  }

  // Where they stand

  #place(frame: Frame, index: number): void {
    const opening = this.#openings[index]
    if (opening === undefined) return this.#placeFrame(frame)
    opening.mode ??= this.#modeOf(opening)
    switch (opening.mode) {
      case 'raw':
        return this.#placeFrame(frame)
      case 'lead':
        return opening.isHandshake(index) ? undefined : this.#placeFrame(frame)
      case 'handshake':
        if (!opening.isHandshake(index)) return this.#placeFrame(frame)
        return index === opening.firstIndex ? this.#placeFold(opening.handshakeFold(0, undefined)) : undefined
      case 'whole':
        return this.#placeWhole(opening, index)
    }
  }

  #placeFrame(frame: Frame): void {
    if (!this.#options.filter(frame)) return
    const opening = frame.index === 3 && frame.sender === 'client' ? this.#byConnection.get(frame.connection.number) : undefined
    const lead = opening?.mode === 'lead' ? opening.handshakeFold(0, undefined) : undefined
    this.#rows.push(frameRow(frame, 0, undefined, lead))
  }

  #placeWhole(opening: Opening, index: number): void {
    const { group } = opening
    if (group === undefined) {
      if (index === opening.firstIndex) this.#placeFold(opening.wholeFold(0, undefined))
      return
    }
    group.members ??= group.openings.filter((member) => (member.mode ??= this.#modeOf(member)) === 'whole')
    if (group.members[0]?.firstIndex === index) this.#placeFold(group.fold())
  }

  #placeFold(fold: FoldRow): void {
    const open = this.#options.expanded.has(fold.key)
    this.#rows.push(open ? fold.opened() : fold)
    if (!open) return
    for (const child of fold.children(this.#options.foldHandshakes)) {
      if (child instanceof FoldRow) this.#placeFold(child)
      else this.#rows.push(frameRow(child, fold.depth + 1, fold.key, undefined))
    }
  }

  #modeOf(opening: Opening): NonNullable<Opening['mode']> {
    const { foldHandshakes, foldLifetime, view, expanded, filter } = this.#options
    if (opening.isHeld) this.#held.add(opening)
    if (opening.isHeld || opening.isLost) return 'raw'
    if (opening.broken || !opening.handshake.every(filter)) return 'raw'
    const fits = !opening.failed && opening.head.every(filter)
    if (fits && opening.isLifetime && foldLifetime) return 'whole'
    if (!foldHandshakes) return 'raw'
    if (fits && opening.isSetup && view === 'sequence') return 'whole'
    const leads = view === 'sequence' && opening.request !== undefined && filter(opening.request)
    return leads && !expanded.has(opening.handshakeKey) ? 'lead' : 'handshake'
  }
}

function frameRow(frame: Frame, depth: number, parent: string | undefined, lead: FoldRow | undefined): FrameRow {
  return { kind: 'frame', key: `f${frame.number}`, frame, first: frame.number, last: frame.number, depth, parent, lead }
}
