/** What is to be done to whom, from a seed alone: the same seed plans the same faults for each lane, in the same order. */
import { Random } from '../../engine/test/support/random.ts'
import type { Direction, Harm, Tamper } from './relay.ts'

/** Every kind of fault, with how often it is chosen, of a thousand or so, and what it is. */
export const KINDS = {
  close: { weight: 150, what: 'a connection closed between two frames' },
  cut: { weight: 210, what: 'a connection closed in the middle of a header or a body' },
  'half-close': { weight: 120, what: 'one direction closed, between frames or in one' },
  reset: { weight: 200, what: 'a connection reset (TCP)' },
  delay: { weight: 70, what: 'a frame held back' },
  drip: { weight: 60, what: 'a frame that arrives byte by byte' },
  silence: { weight: 50, what: 'nothing more goes over; later the connection ends' },
  garbage: { weight: 90, what: 'random bytes for a header, a payload, or as a frame more' },
  length: { weight: 60, what: 'a header that announces gigabytes, or more than there may be' },
  waiting: { weight: 60, what: 'a connection ended while its client waits for an item' },
  clock: { weight: 25, what: 'the time of day jumps while a call waits with a limit' },
  stop: { weight: 20, what: 'a client or the server stopped (SIGSTOP), and continued' },
  descriptors: { weight: 14, what: 'no descriptors left in a client or in the server' },
  disk: { weight: 60, what: 'no room for the trace of a client' },
  'kill-client': { weight: 7, what: 'a client killed (SIGKILL) with calls under way, or a lock in its hand' },
  'kill-server': { weight: 5, what: 'a server killed (SIGKILL) while clients wait' },
} as const satisfies Readonly<Record<string, { readonly weight: number; readonly what: string }>>

export type Kind = keyof typeof KINDS
export const ALL_KINDS = Object.keys(KINDS) as Kind[]

/** What a client is doing meanwhile. */
export type Work = 'put' | 'burst' | 'get' | 'count' | 'object' | 'greet'

/** Items that are put at the same time, as a burst. */
export const BURST = 5

/** One fault, and what goes on when it is done. */
export interface Step {
  readonly nth: number
  readonly kind: Kind
  readonly work: Work
  /** What it does after that, when nothing is done to it. */
  readonly between: Work
  /** For faults of a connection. */
  readonly tamper: Tamper | undefined
  /** Whether the lane's connection is ended before, so that it has to open another. */
  readonly fresh: boolean
  /** Characters that its item has more: some are long, so that they are not sent in one piece. */
  readonly padding: number
  /** A number below 1, and milliseconds, for whatever the kind needs. */
  readonly chance: number
  readonly ms: number
}

/** What a lane can have done to it. */
export interface LaneTraits {
  readonly tcp: boolean
  readonly traced: boolean
  readonly foreignServer: boolean
}

/** Kinds that a lane may have: some need a socket of a kind, or a trace, or a server of ours. */
export function kindsFor({ tcp, traced, foreignServer }: LaneTraits, only: readonly Kind[]): Kind[] {
  // CPython's server may keep a connection whose other end has said that there is no more, and its client waits for ever.
  const ours: readonly Kind[] = ['half-close', 'garbage', 'length', 'kill-server', 'descriptors']
  return only.filter((kind) => (kind !== 'reset' || tcp) && (kind !== 'disk' || traced) && !(foreignServer && ours.includes(kind)))
}

/** The steps of one lane. */
export class Plan {
  readonly #seed: number
  readonly #kinds: readonly Kind[]
  readonly #evenly: boolean
  #nth = 0

  /** @param evenly all kinds as often; otherwise by their weights */
  constructor(seed: number, lane: number, kinds: readonly Kind[], evenly = false) {
    this.#evenly = evenly
    this.#seed = Math.imul(seed, 0x9e3779b1) ^ Math.imul(lane + 1, 0x85ebca6b)
    this.#kinds = kinds
  }

  next(): Step {
    const nth = this.#nth++
    const random = new Random(this.#seed ^ Math.imul(nth + 1, 0xc2b2ae35), true)
    const kind = this.#evenly ? random.pick(this.#kinds) : weighted(random, this.#kinds)
    const work = random.pick<Work>(['put', 'put', 'burst', 'burst', 'get', 'get', 'get', 'count', 'count', 'object', 'greet'])
    const fresh = random.next() < 0.4
    const harm = harmOf(random, kind)
    const direction = random.pick<Direction>(['up', 'down'])
    // A call has one frame a direction, on a new connection four, of three calls more.
    const frames = (fresh ? 4 : 1) + (work === 'count' ? 3 : work === 'object' ? 7 : work === 'burst' ? 4 * BURST : work === 'greet' ? 3 : 0)
    return { nth, kind, work, between: random.pick<Work>(['put', 'put', 'get', 'get', 'count']), fresh, chance: random.next(), ms: random.below(60), padding: random.next() < 0.06 ? random.below(300_000) : 0, tamper: harm && { direction, frame: random.below(frames), harm } }
  }
}

function weighted(random: Random, kinds: readonly Kind[]): Kind {
  let left = random.next() * kinds.reduce((sum, kind) => sum + KINDS[kind].weight, 0)
  for (const kind of kinds) if ((left -= KINDS[kind].weight) < 0) return kind
  return kinds[0]!
}

function harmOf(random: Random, kind: Kind): Harm | undefined {
  switch (kind) {
    case 'close':
      return { kind: 'cut', where: random.pick(['before', 'after']) }
    case 'cut':
      return { kind: 'cut', where: random.pick(['header', 'body', 'body']) }
    case 'half-close':
      return { kind: 'half-close', where: random.pick(['before', 'body', 'after']) }
    case 'reset':
      return { kind: 'reset', where: random.pick(['before', 'after']) }
    case 'delay':
      return { kind: 'delay', ms: random.below(80) }
    case 'drip':
      return { kind: 'drip' }
    case 'silence':
      return { kind: 'silence', ms: 5 + random.below(60) }
    case 'garbage':
      return { kind: 'garbage', where: random.pick(['header', 'payload', 'frame']), bytes: random.bytes(4 + random.below(60)) }
    case 'length':
      return { kind: 'length', bytes: random.pick([257n, 0x7fff_ffffn, 3_000_000_000n, 0xffff_ffffn, 1n << 32n, 1n << 40n, (1n << 64n) - 1n]) }
    case 'waiting':
      return random.pick<Harm>([
        { kind: 'cut', where: 'before' },
        { kind: 'half-close', where: 'before' },
        { kind: 'silence', ms: random.below(30) },
        { kind: 'length', bytes: 1n << 40n },
      ])
    case 'clock':
    case 'stop':
    case 'descriptors':
    case 'disk':
    case 'kill-client':
    case 'kill-server':
      return undefined
  }
}
