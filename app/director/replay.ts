/**
 * A schedule on its way: whose frame goes next, and whether it still fits the run.
 *
 * Frames that the schedule does not mention go by themselves. Those that it does mention wait for their turn; beyond its
 * end for the end of the others. It is not for ever: as soon as the next choice cannot come, or does not for too long,
 * the schedule is lost, with a sentence that says why, and the person goes on.
 */
import type { Schedule, ScheduleStep } from '../contract/hold.ts'
import { isSameStep, stepOf } from './rule.ts'
import type { AskedFrame } from './rule.ts'

/** Milliseconds without anything happening until a process that wants to send something else is taken at its word. */
export const MISFIT_PATIENCE = 1000
/** Milliseconds without anything happening until the next frame is not expected any more. */
export const SILENCE_PATIENCE = 10_000

/** What is known of the processes of a label. */
export type Presence = 'expected' | 'running' | 'ended'

export class Replay {
  readonly steps: Schedule
  #next = 0
  /** The frame that went last, until it has arrived and, if it is a request, been answered. */
  moving: AskedFrame | undefined
  /** Why it does not fit. */
  lost: string | undefined

  constructor(steps: Schedule) {
    this.steps = steps
  }

  /** How many have gone. */
  get next(): number {
    return this.#next
  }

  get isDone(): boolean {
    return this.#next === this.steps.length && this.moving === undefined
  }

  get isOver(): boolean {
    return this.isDone || this.lost !== undefined
  }

  mentions(frame: AskedFrame): boolean {
    const step = stepOf(frame)
    return this.steps.some((one) => isSameStep(one, step))
  }

  /** The frame whose turn it is, if it is there. */
  choose(held: Iterable<AskedFrame>): AskedFrame | undefined {
    const step = this.steps[this.#next]
    if (this.isOver || this.moving !== undefined || step === undefined) return undefined
    for (const frame of held) if (isSameStep(stepOf(frame), step)) return frame
    return undefined
  }

  /** The frame that was chosen goes. */
  release(frame: AskedFrame): void {
    this.#next += 1
    this.moving = frame
  }

  /**
   * Decides whether the next choice can still come.
   * @param quiet milliseconds since anything happened
   * @returns what it waits for, where that is worth saying
   */
  check(held: Iterable<AskedFrame>, presence: (label: string) => Presence, quiet: number): string | undefined {
    const step = this.steps[this.#next]
    if (this.isOver || this.moving !== undefined || step === undefined || this.choose(held) !== undefined) return undefined
    const wanted = `\`${step.method}\``
    const { process } = step
    const here = presence(process)
    if (here === 'ended') {
      this.lost = `${process} has ended, and the schedule has it send ${wanted} next.`
      return undefined
    }
    const others = [...held].filter(({ label }) => label === process)
    // One process may send from several threads: what is wanted may still come beside what is there.
    if (others.length > 0 && quiet >= MISFIT_PATIENCE) {
      this.lost = `The schedule has ${process} send ${wanted} next, and it wants to send ${listed(others.map(stepOf))}.`
      return undefined
    }
    if (here === 'running' && quiet >= SILENCE_PATIENCE) {
      this.lost = `${process} did not come to ${wanted} within ${SILENCE_PATIENCE / 1000} s.`
      return undefined
    }
    return quiet >= MISFIT_PATIENCE ? `It waits for ${process} to send ${wanted}.` : undefined
  }
}

function listed(steps: readonly ScheduleStep[]): string {
  return [...new Set(steps.map(({ method }) => `\`${method}\``))].join(' or ')
}
