/** One history as it is played: who does what, what is done to them, and what comes of it. */
import { setTimeout as delay } from 'node:timers/promises'
import { task, type BaseProxy } from '../../engine/managers/index.ts'
import type { Actor } from '../support/actor.ts'
import type { Call, History, Operation, Outcome } from './history.ts'
import { jsonOf } from './json.ts'
import type { Line } from './line.ts'
import type { PlannedCall, PlayerEvent } from './orders.ts'
import type { Plan } from './plans.ts'

/** One who plays. */
export interface Player {
  readonly name: string
  readonly actor: Actor
  /** What can be cut. */
  readonly line: Line | undefined
  readonly ready: Promise<unknown>
}

/** What is done to a player, so many ms after it has begun a call. */
export interface Fault {
  readonly kind: 'kill' | 'cut'
  readonly player: number
  readonly call: number
  readonly after: number
}

export interface Performing {
  readonly kind: string
  readonly seed: number
  readonly plan: Plan
  readonly players: readonly Player[]
  readonly witness: BaseProxy
  readonly fault: Fault | undefined
}

/** An operation that is not numbered yet. */
interface Entry extends Call {
  readonly client: string
  readonly called: number
  returned: number | null
  outcome: Outcome | null
}

/** ms in which nothing has moved, after which those who wait are set free. */
const STILL = 40
/** ms after which a history that does not end is given up. */
const TOO_LONG = 30_000
/** As many operations has no history, unless its object makes new items for ever. */
const TOO_MANY = 500
/** What a call gives whose connection was cut: nobody knows what became of it. */
const UNKNOWN = new Set(['EOFError', 'OSError', 'ConnectionResetError', 'BrokenPipeError', 'ConnectionRefusedError', 'ConnectionAbortedError', 'ConnectionError', 'TimeoutError', 'AuthenticationError'])

export class Performance {
  readonly #performing: Performing
  readonly #entries: Entry[] = []
  readonly #gone: Record<string, number> = {}
  #fault: History['fault'] = null
  #moved = performance.now()
  #over = false

  constructor(performing: Performing) {
    this.#performing = performing
  }

  async play(): Promise<History> {
    const { kind, seed, plan, players } = this.#performing
    const playing = new Set(players)
    const parts = players.map(async (player, nth) => {
      await this.#part(player, nth)
      playing.delete(player)
    })
    const over = Promise.all(parts).then(() => true)
    over.catch(() => undefined)
    const began = performance.now()
    for (let moved = this.#moved; ; moved = this.#moved) {
      if (await Promise.race([over, delay(STILL).then(() => false)])) break
      if (performance.now() - began > TOO_LONG) throw new Error(`${kind}, seed ${seed}: ${[...playing].map(({ name }) => name).join(', ')} did not come to an end; so far: ${JSON.stringify(this.#entries.slice(-40))}`)
      if (this.#moved === moved) await this.#perform(plan.rescue)
    }
    this.#over = true
    await this.#perform(plan.last)
    const operations = this.#entries.sort((a, b) => a.called - b.called).map((entry, id): Operation => ({ id, ...entry }))
    return { kind, seed, made: plan.made, operations, gone: this.#gone, fault: this.#fault }
  }

  /** A player does its part, to the end or to its own. */
  async #part(player: Player, nth: number): Promise<void> {
    const { plan, witness, fault } = this.#performing
    const mine = fault?.player === nth ? fault : undefined
    let calls = 0
    let under: Entry | undefined
    player.actor.onEvent = (event) => {
      const said = event as PlayerEvent
      this.#moved = performance.now()
      if ('call' in said) {
        under = { client: player.name, method: said.call, args: said.args, called: said.time, returned: null, outcome: null }
        this.#entries.push(under)
        if (mine && calls++ === mine.call) void this.#hurt(mine, player)
      } else if (under) {
        this.#ended(under, { time: said.time, outcome: 'error' in said ? { error: said.error } : { value: said.value } })
        under = undefined
      }
    }
    const { typeid, id } = witness.token
    const at = Number(process.hrtime.bigint()) + 3e6
    try {
      await player.actor.ask({ typeid, ident: id, calls: plan.parts[nth], at })
    } catch (error) {
      if (this.#gone[player.name] === undefined) throw error
      // All that it had said has arrived.
      await player.actor.ended
    }
  }

  #ended(entry: Entry, { time, outcome }: { readonly time: number; readonly outcome: Outcome }): void {
    if ('error' in outcome && UNKNOWN.has(outcome.error) && this.#fault !== null) return
    entry.returned = time
    entry.outcome = outcome
  }

  async #hurt({ kind, after }: Fault, player: Player): Promise<void> {
    if (after > 0) await delay(after)
    // It may have come to its end before.
    if (this.#over || player.actor.unanswered === 0) return
    this.#fault = { kind, client: player.name }
    if (kind === 'cut') return player.line!.cut()
    this.#gone[player.name] = now()
    player.actor.kill('SIGKILL')
  }

  /** What the witness does belongs to the history, too. */
  #perform(calls: readonly PlannedCall[]): Promise<void> {
    return task(async () => {
      for (const { untilRefused = false, ...call } of calls) {
        for (let again = true; again; ) {
          const outcome = await this.#witnessed(call)
          again = untilRefused && 'value' in outcome && outcome.value !== false
        }
      }
    })
  }

  async #witnessed({ method, args }: Call): Promise<Outcome> {
    const { witness } = this.#performing
    const entry: Entry = { client: 'witness', method, args, called: now(), returned: null, outcome: null }
    this.#entries.push(entry)
    if (this.#entries.length > TOO_MANY) throw new Error(`there is no end of ${method}(): ${JSON.stringify(this.#entries.slice(-5))}`)
    let outcome: Outcome
    try {
      outcome = { value: jsonOf(await witness.callMethod(method, args)) }
    } catch (error) {
      outcome = { error: (error as Error).name }
    }
    entry.outcome = outcome
    entry.returned = now()
    return outcome
  }
}

function now(): number {
  return Number(process.hrtime.bigint())
}
