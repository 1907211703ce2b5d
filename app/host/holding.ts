/**
 * Frames of a run that wait: the gate asks, the director decides, the fault deck breaks. This is where their answers
 * meet sockets and timers.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { glanceFrame } from 'multiprocessing/inspect'
import type { GateQuestion, TraceEvent, Verdict } from 'multiprocessing/protocol'
import type { Condition, FaultOrder, HeldKey, HoldRule, HoldState, Schedule } from '../contract/hold.ts'
import { Director } from '../director/director.ts'
import type { Presence } from '../director/replay.ts'
import { wider } from '../director/rule.ts'
import type { AskedFrame } from '../director/rule.ts'
import { isSettled } from '../director/settled.ts'
import type { Moving } from '../director/settled.ts'
import { Wires } from '../director/wires.ts'
import { FaultDeck } from './faults.ts'
import { Gate } from './gate.ts'
import type { Asked } from './gate.ts'
import type { Emit } from './run.ts'
import type { Stage } from './stage.ts'

/** How a run begins. */
export interface HoldPlan {
  readonly rule?: HoldRule | undefined
  readonly schedule?: Schedule | undefined
  readonly faults?: readonly FaultOrder[] | undefined
}

export interface HoldingOptions {
  readonly run: number
  /** For the gate. Made here. */
  readonly folder: string
  readonly plan: HoldPlan
  readonly emit: Emit
  readonly stage: Stage
  /** A frame of that process waits. */
  readonly held: (process: string) => void
}

/** Milliseconds between looks while a frame of a schedule is on its way, and while the next is awaited. */
const MOVING = 4
const AWAITING = 100

export class Holding {
  readonly #options: HoldingOptions
  readonly #director: Director
  readonly #wires = new Wires()
  readonly #gate: Gate
  readonly #deck: FaultDeck
  readonly #asked = new Map<AskedFrame, Asked>()
  #moving: Moving | undefined
  /** When anything happened last, in milliseconds. */
  #active = performance.now()
  #timer: NodeJS.Timeout | undefined
  #telling = false
  #closed = false

  constructor(options: HoldingOptions) {
    this.#options = options
    const { run, folder, plan, emit, stage } = options
    this.#director = new Director(plan.rule, plan.schedule)
    this.#gate = new Gate({ folder, asked: (asked) => this.#ask(asked), withdrawn: (asked) => this.#withdrawn(asked) })
    this.#deck = new FaultDeck(run, { emit, stage, wires: this.#wires, changed: () => this.#setMode() })
  }

  /** For `GATE_VARIABLE`. */
  get folder(): string {
    return this.#gate.folder
  }

  async open(): Promise<void> {
    await this.#gate.open()
    this.#setMode()
    for (const order of this.#options.plan.faults ?? []) this.#deck.arm(order)
    this.#changed()
  }

  /** Nothing waits any more, and nothing is broken any more. */
  close(why: string): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    this.#deck.close(why)
    this.#let(this.#director.setRule({ hold: 'off' }))
    this.#setMode()
  }

  /** All programs have ended. One may be started again. */
  ended(): void {
    this.#deck.callOff('The run has ended.')
  }

  /** Lets go of the socket. */
  dispose(): void {
    this.close('The run was stopped.')
    this.#gate.close()
  }

  seen(event: TraceEvent): void {
    this.#wires.add(event)
    // Whoever is waited for and does anything is still on its way.
    const { awaited } = this.#director
    if (awaited !== undefined && this.#wires.process(event.process)?.label === awaited) this.#active = performance.now()
    if (event.name === 'process/started' || event.name === 'process/exited') queueMicrotask(() => this.#deck.look())
  }

  // What a person does

  hold(rule: HoldRule): void {
    this.#let(this.#director.setRule(rule))
    this.#changed()
  }

  decide(keys: readonly HeldKey[], verdict: Verdict, wait = 0): number {
    const frames = keys.map((key) => this.#director.held.find((frame) => isKey(frame, key))).filter((frame) => frame !== undefined)
    if (frames.length > 0) this.#director.endReplay()
    if (wait === 0) this.#decide(frames, verdict)
    else void delay(wait, undefined, { ref: false }).then(() => this.#decide(frames.filter((frame) => this.#asked.has(frame)), verdict))
    this.#changed()
    return frames.length
  }

  #decide(frames: readonly AskedFrame[], verdict: Verdict): void {
    for (const frame of frames) {
      if (verdict === 'go' || verdict === 'corrupt') this.#director.release(frame)
      else this.#director.forget(frame)
      this.#answer(frame, verdict)
    }
    this.#changed()
  }

  releaseAll(): void {
    this.#director.endReplay()
    this.#let(this.#director.releaseAll())
    this.#changed()
  }

  step(until?: Condition): void {
    if (until !== undefined) this.#let(this.#director.stepUntil(until))
    else if (this.#director.first !== undefined) {
      this.#director.endReplay()
      this.#decide([this.#director.first], 'go')
    }
    this.#changed()
  }

  replay(schedule: Schedule): void {
    this.#moving = undefined
    this.#active = performance.now()
    this.#let(this.#director.play(schedule))
    this.#changed()
  }

  fault(order: FaultOrder): number {
    return this.#deck.arm(order)
  }

  disarm(fault: number): void {
    this.#deck.disarm(fault)
  }

  // What programs do

  beforeLaunch(program: string): Promise<void> {
    return this.#deck.beforeLaunch(program)
  }

  programEnded(program: string): void {
    this.#deck.programEnded(program)
  }

  #ask(asked: Asked): void {
    const frame = this.#frameOf(asked.question)
    if (this.#closed) return asked.decide('go')
    if (this.#deck.asked(frame, asked)) return
    const before = this.#director.rule
    if (!this.#director.ask(frame)) return asked.decide('go')
    this.#active = performance.now()
    this.#asked.set(frame, asked)
    asked.wait()
    this.#options.held(frame.process)
    if (before !== this.#director.rule || this.#director.isReplaying) this.#changed()
    this.#setMode()
  }

  #withdrawn(asked: Asked): void {
    for (const [frame, one] of this.#asked) {
      if (one !== asked) continue
      this.#asked.delete(frame)
      this.#director.forget(frame)
    }
    this.#active = performance.now()
  }

  #frameOf(question: GateQuestion): AskedFrame {
    const { process, label, hold, connection, end, index, payload } = question
    const { kind, family, method, ident } = glanceFrame({ payload: Buffer.from(payload, 'base64'), end, index })
    return { process, label, hold, connection, end, index, kind, family, method, typeids: ident === undefined ? [] : this.#typeids(ident) }
  }

  #typeids(ident: string): readonly string[] {
    const known = this.#wires.typeids(ident)
    if (known.length > 0) return known
    // It was made before this frame was asked for, so its trace is there.
    this.#options.stage.look()
    return this.#wires.typeids(ident)
  }

  // A schedule on its way

  #drive(): void {
    clearTimeout(this.#timer)
    const director = this.#director
    if (!director.isReplaying || this.#closed) return
    if (this.#moving !== undefined) {
      this.#options.stage.look()
      if (isSettled(this.#moving, this.#wires, performance.now())) {
        this.#moving = undefined
        this.#active = performance.now()
        this.#let(director.settle())
        this.#tell()
      }
    }
    if (this.#moving === undefined) this.#advance()
    this.#setMode()
    if (director.isReplaying) this.#timer = setTimeout(() => this.#drive(), this.#moving ? MOVING : AWAITING).unref()
  }

  #advance(): void {
    const frame = this.#director.advance()
    if (frame !== undefined) {
      this.#active = performance.now()
      this.#moving = { frame, since: this.#active, taken: undefined }
      this.#answer(frame, 'go')
      this.#tell()
    } else if (this.#director.check((label) => this.#presence(label), performance.now() - this.#active)) this.#tell()
  }

  #presence(label: string): Presence {
    const found = this.#wires.find(label)
    if (found !== undefined && !found.ended) return 'running'
    const other = this.#options.stage.presence(label)
    return found === undefined ? other : other === 'expected' ? 'expected' : 'ended'
  }

  // Answers

  #let(frames: readonly AskedFrame[]): void {
    for (const frame of frames) this.#answer(frame, 'go')
  }

  #answer(frame: AskedFrame, verdict: Verdict): void {
    const asked = this.#asked.get(frame)
    this.#asked.delete(frame)
    asked?.decide(verdict)
  }

  #setMode(): void {
    this.#gate.mode = this.#closed ? 'open' : wider(this.#director.mode, this.#deck.mode)
  }

  #changed(): void {
    this.#setMode()
    this.#tell()
    this.#drive()
  }

  /** Once a turn, however much has changed. */
  #tell(): void {
    if (this.#telling) return
    this.#telling = true
    queueMicrotask(() => {
      this.#telling = false
      this.#options.emit('holdChanged', this.state)
    })
  }

  get state(): HoldState {
    const { rule, until, schedule, chosen } = this.#director
    const { state, steps, next, detail } = schedule
    return {
      run: this.#options.run,
      rule,
      until: until ?? null,
      schedule: { state, steps: [...steps], next, detail: detail ?? null },
      chosen: [...chosen],
    }
  }
}

function isKey(frame: AskedFrame, { process, hold }: HeldKey): boolean {
  return frame.process === process && frame.hold === hold
}
