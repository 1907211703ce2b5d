/**
 * For a moment, polls for a message instead of falling asleep, where that pays.
 *
 * What one call at a time costs is mostly waking up: the system takes longer to have a sleeping process run again than both
 * ends take for their work. A process that goes round its event loop instead of sleeping (`setImmediate`) has the message as
 * soon as it is there. It pays only where a processor is free for it: with none, it takes away the very time that the other end needs.
 * Nobody can know that beforehand, so it is tried: for a few messages it sleeps, for as many it polls, and it goes on with what
 * took clearly less time; a trial ends as soon as it has lost. It is tried again after a while, where it lost after ever longer ones.
 *
 * A poll lasts `LONGEST_POLL` at most, begins only when somebody begins to wait, and ends when nobody does: nothing is kept alive by
 * it, and who waits longer sleeps. `MULTIPROCESSING_POLLING=0` in the environment turns it off.
 */
import { cpus } from 'node:os'

/** Environment variable: `0` has nobody poll. */
export const POLLING_VARIABLE = 'MULTIPROCESSING_POLLING'
/** Milliseconds that a poll lasts at most. */
export const LONGEST_POLL = 0.1
/** A longer wait counts as one of so many milliseconds: what the other end did meanwhile is not what is measured. */
const LONGEST_WAIT = 1
/** Messages of one part of a trial. */
const PART = 48
/** Parts of a trial: sleeping and polling, in turns. */
const PARTS = 4
/** Polling goes on when its waits took at most this share of the others. */
const PAYS = 0.85
/** Messages before the first trial, while everything is compiled. */
const WARM_UP = 200
/** Messages between trials while polling pays. */
const REST = 8192
/** While it does, so many messages at a time are compared with those of the trial that were waited for asleep. */
const WATCH = (PART * PARTS) / 2
/** The same while it does not: at first, and at most. */
const SHORTEST_REST = 512
const LONGEST_REST = 1 << 16
/** Polls in a row that saw nothing, after which polling has ceased to pay. */
const MISSES = 8

/** What a poller needs of its surroundings. */
export interface Surroundings {
  /** Milliseconds. */
  now(): number
  /** Calls in the next turn of the event loop, which does not sleep before it. */
  soon(callback: () => void): void
  /** Whether it may poll at all. Asked when there is reason to. */
  enabled(): boolean
}

/** Decides when to poll, and does. One for each process: what it measures is the process's own waiting. */
export class Poller {
  readonly #now: () => number
  readonly #soon: (callback: () => void) => void
  readonly #isEnabled: () => boolean
  #enabled = true
  #waiting = 0
  #began = 0
  #polls = false
  #polling = false
  #misses = 0
  /** Messages until the next trial, or the next part of one. */
  #left = WARM_UP
  /** Part of the trial that is under way; −1 between trials. */
  #part = -1
  #slept = 0
  #polled = 0
  /** Messages of the watch that is under way, and how long they took. */
  #watched = 0
  #watchedFor = 0
  #rest = SHORTEST_REST

  constructor({ now, soon, enabled }: Surroundings) {
    this.#now = now
    this.#soon = soon
    this.#isEnabled = enabled
  }

  /** Whether it goes round now instead of sleeping. */
  get polling(): boolean {
    return this.#polling
  }

  /** Whether the next who waits has it poll. */
  get pays(): boolean {
    return this.#polls
  }

  /** Somebody begins to wait for a message. */
  began(): void {
    if (!this.#enabled) return
    this.#waiting++
    this.#began = this.#now()
    if (!this.#polls || this.#polling) return
    this.#polling = true
    this.#soon(this.#look)
  }

  /** It came, or is not waited for any more. */
  ended(): void {
    if (this.#enabled) this.#waiting--
  }

  /** Bytes have arrived. */
  arrived(): void {
    if (!this.#enabled || this.#waiting === 0) return
    if (this.#polling) this.#misses = 0
    if (this.#part >= 0 || this.#polls) {
      const waited = Math.min(this.#now() - this.#began, LONGEST_WAIT)
      if (this.#part < 0) return this.#watch(waited)
      if (this.#polls) this.#polled += waited
      else this.#slept += waited
      // It cannot win any more, and costs more than sleeping did.
      if (this.#polls && this.#polled > this.#slept) return this.#decide(false)
    }
    if (--this.#left <= 0) this.#next()
  }

  /** What paid once must go on paying. */
  #watch(waited: number): void {
    this.#watchedFor += waited
    if (++this.#watched < WATCH) return
    const lost = this.#watchedFor > this.#slept
    this.#watched = this.#watchedFor = 0
    this.#left -= WATCH
    if (lost) this.#decide(false)
    else if (this.#left <= 0) this.#next()
  }

  readonly #look = (): void => {
    if (this.#waiting > 0) {
      if (this.#now() - this.#began < LONGEST_POLL) {
        this.#soon(this.#look)
        return
      }
      if (++this.#misses > MISSES) this.#decide(false)
    }
    this.#polling = false
  }

  #next(): void {
    if (this.#part < 0) {
      this.#slept = this.#polled = 0
      this.#enabled = this.#isEnabled()
    }
    this.#part++
    if (this.#part === PARTS) return this.#decide(this.#polled < this.#slept * PAYS)
    this.#polls = this.#part % 2 === 1
    this.#left = PART
  }

  #decide(pays: boolean): void {
    this.#polls = pays
    this.#part = -1
    this.#misses = 0
    this.#watched = this.#watchedFor = 0
    if (pays) this.#rest = SHORTEST_REST
    this.#left = pays ? REST : this.#rest
    if (!pays) this.#rest = Math.min(2 * this.#rest, LONGEST_REST)
  }
}

/** The poller of this process. */
export const poller = new Poller({
  now: () => performance.now(),
  soon: setImmediate,
  // Where this process may run says nothing: the other end may have a processor of its own.
  enabled: () => process.env[POLLING_VARIABLE] !== '0' && cpus().length > 1,
})
