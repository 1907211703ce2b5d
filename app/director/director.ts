/**
 * The director: decides which frames wait, and in which order they go. Pure: it is told what happens and asked what to do.
 *
 * Three things can hold a frame, in this order: a schedule that is replayed, a step until a condition, the rule.
 */
import type { GateMode } from 'multiprocessing/protocol'
import type { Condition, HoldRule, Schedule, ScheduleStep } from '../contract/hold.ts'
import { Replay } from './replay.ts'
import type { Presence } from './replay.ts'
import { fits, HOLD_NOTHING, HOLD_REQUESTS, holds, modeOf, modeOfCondition, modeOfStep, stepOf, wider } from './rule.ts'
import type { AskedFrame } from './rule.ts'

export class Director {
  #rule: HoldRule
  #until: Condition | undefined
  #replay: Replay | undefined
  readonly #held = new Set<AskedFrame>()
  readonly #chosen: ScheduleStep[] = []
  #detail: string | undefined

  constructor(rule: HoldRule = HOLD_NOTHING, schedule: Schedule = []) {
    this.#rule = rule
    if (schedule.length > 0) this.#replay = new Replay(schedule)
  }

  get rule(): HoldRule {
    return this.#rule
  }

  get until(): Condition | undefined {
    return this.#until
  }

  /** Those that wait, longest first. */
  get held(): readonly AskedFrame[] {
    return [...this.#held]
  }

  /** What went one by one, in order. */
  get chosen(): Schedule {
    return this.#chosen
  }

  get schedule(): { readonly state: 'none' | 'replaying' | 'done' | 'lost'; readonly steps: Schedule; readonly next: number; readonly detail: string | undefined } {
    const replay = this.#replay
    if (replay === undefined) return { state: 'none', steps: [], next: 0, detail: undefined }
    const state = replay.lost !== undefined ? 'lost' : replay.isDone ? 'done' : 'replaying'
    return { state, steps: replay.steps, next: replay.next, detail: replay.lost ?? this.#detail }
  }

  /** Label of the process whose frame is next. */
  get awaited(): string | undefined {
    return this.isReplaying ? this.#replay!.steps[this.#replay!.next]?.process : undefined
  }

  get isReplaying(): boolean {
    return this.#replay?.isOver === false
  }

  /** Which frames have to be asked for. */
  get mode(): GateMode {
    if (this.isReplaying) return this.#replay!.steps.map(modeOfStep).reduce(wider, modeOf(this.#rule))
    return this.#until === undefined ? modeOf(this.#rule) : modeOfCondition(this.#until)
  }

  /** A frame is asked for. @returns whether it waits */
  ask(frame: AskedFrame): boolean {
    const waits = this.#holds(frame)
    if (waits) this.#held.add(frame)
    return waits
  }

  #holds(frame: AskedFrame): boolean {
    if (this.isReplaying) return this.#replay!.mentions(frame)
    if (this.#until !== undefined) {
      if (!fits(this.#until, frame)) return false
      this.#until = undefined
      if (this.#rule.hold === 'off') this.#rule = HOLD_REQUESTS
      return true
    }
    return holds(this.#rule, frame)
  }

  /** A frame does not wait any more: its process gave up, or something else was done with it. */
  forget(frame: AskedFrame): void {
    this.#held.delete(frame)
    if (this.#replay?.moving === frame) this.#replay.moving = undefined
  }

  /** The person lets a frame go. */
  release(frame: AskedFrame): void {
    this.#held.delete(frame)
    this.#chosen.push(stepOf(frame))
  }

  /** @returns frames that go with that */
  setRule(rule: HoldRule): readonly AskedFrame[] {
    this.#rule = rule
    this.#until = undefined
    if (rule.hold === 'off') this.#replay = undefined
    return this.isReplaying ? [] : this.#takeUnheld()
  }

  /** Lets all go that wait. The rule stays. */
  releaseAll(): readonly AskedFrame[] {
    return this.#take(() => true)
  }

  /** The frame that has waited longest. */
  get first(): AskedFrame | undefined {
    return this.#held.values().next().value
  }

  /** Frames go until one fits. @returns those that go at once */
  stepUntil(condition: Condition): readonly AskedFrame[] {
    this.endReplay()
    this.#until = condition
    return this.#take(() => true)
  }

  /** Goes on by a schedule. An empty one ends the one there is. @returns frames that go with that */
  play(steps: Schedule): readonly AskedFrame[] {
    this.#until = undefined
    this.#replay = steps.length > 0 ? new Replay(steps) : undefined
    return this.#replay === undefined ? this.#takeUnheld() : this.#take((frame) => !this.#replay!.mentions(frame))
  }

  /** Somebody else decides from here on: what the schedule held waits for the person. */
  endReplay(): void {
    if (!this.isReplaying) return
    this.#replay!.lost = 'You decided yourself, so it ended here.'
    if (this.#rule.hold === 'off') this.#rule = HOLD_REQUESTS
  }

  // Replaying

  /** The request, or whatever it was, that the schedule let go last and that has not come to its end yet. */
  get moving(): AskedFrame | undefined {
    return this.#replay?.moving
  }

  /** It has. @returns frames that go with that: after the last step, those that the rule does not hold */
  settle(): readonly AskedFrame[] {
    if (this.#replay === undefined) return []
    this.#replay.moving = undefined
    return this.#replay.isDone ? this.#takeUnheld() : []
  }

  /** The frame whose turn it is now by the schedule, if any: it goes. */
  advance(): AskedFrame | undefined {
    const frame = this.#replay?.choose(this.#held)
    if (frame === undefined) return undefined
    this.#detail = undefined
    this.#replay!.release(frame)
    this.release(frame)
    return frame
  }

  /** Looks whether the schedule can go on; where it cannot, frames are held for the person. @returns whether anything changed */
  check(presence: (label: string) => Presence, quiet: number): boolean {
    if (!this.isReplaying) return false
    const before = this.#detail
    this.#detail = this.#replay!.check(this.#held, presence, quiet)
    if (this.#replay!.lost !== undefined && this.#rule.hold === 'off') this.#rule = HOLD_REQUESTS
    return this.#detail !== before || this.#replay!.lost !== undefined
  }

  #takeUnheld(): readonly AskedFrame[] {
    return this.#take((frame) => !holds(this.#rule, frame))
  }

  #take(which: (frame: AskedFrame) => boolean): readonly AskedFrame[] {
    const taken = [...this.#held].filter(which)
    for (const frame of taken) this.#held.delete(frame)
    return taken
  }
}
