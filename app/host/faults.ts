/**
 * The fault deck of a run: breaks one thing on purpose, at once or at the first moment that it can be. Everything is
 * done to real processes and real connections; what was done is a fact of the run's trace.
 *
 * Longer than most: nine faults, and what each one waits for, side by side.
 */
import type { Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { glanceFrame } from 'multiprocessing/inspect'
import type { GateMode } from 'multiprocessing/protocol'
import type { FaultOrder, HeldKey } from '../contract/hold.ts'
import { needsFrames, whenWords } from '../director/fault-words.ts'
import type { AskedFrame } from '../director/rule.ts'
import type { WiredProcess, WireEnd, Wires } from '../director/wires.ts'
import type { Asked } from './gate.ts'
import { takePort } from './ports.ts'
import { signalGroup } from './process-tree.ts'
import type { Emit } from './run.ts'
import type { Stage } from './stage.ts'

/** How long an answer to a challenge is held back, in milliseconds, where nobody says. */
const DIGEST_DELAY = 3000
/** How long an interrupted process has to deal with it before the answer that it waits for may come, in milliseconds. */
const REACTION = 300
/** How often it is looked whether a call is under way, and how long one must have been, in milliseconds. */
const GLANCE = 20
const UNDER_WAY = 100

interface Armed {
  readonly number: number
  readonly order: FaultOrder
  readonly label: string
  /** It is being done. */
  busy: boolean
}

export class FaultDeck {
  readonly #run: number
  readonly #emit: Emit
  readonly #wires: Wires
  readonly #stage: Stage
  /** Told when `mode` may have changed. */
  readonly #changed: () => void
  readonly #armed = new Map<number, Armed>()
  readonly #ports = new Map<string, Server>()
  #count = 0
  #timer: NodeJS.Timeout | undefined

  constructor(run: number, parts: { emit: Emit; wires: Wires; stage: Stage; changed: () => void }) {
    this.#run = run
    this.#emit = parts.emit
    this.#wires = parts.wires
    this.#stage = parts.stage
    this.#changed = parts.changed
  }

  /** Which frames have to be asked for. */
  get mode(): GateMode {
    return [...this.#armed.values()].some(({ order }) => needsFrames(order.fault)) ? 'all' : 'open'
  }

  /** @returns the fault's number. Whether it could be done is told by events. */
  arm(order: FaultOrder): number {
    const label = this.#wires.find(order.target)?.label ?? order.target
    const armed: Armed = { number: ++this.#count, order, label, busy: false }
    this.#armed.set(armed.number, armed)
    this.#stage.add({ name: 'fault/armed', fault: armed.number, kind: order.fault, target: label })
    this.#tell(armed, 'armed', whenWords(order.fault, label))
    this.#changed()
    this.#try(armed)
    return armed.number
  }

  /** Calls a fault off that waits for its moment. */
  disarm(number: number): void {
    const armed = this.#armed.get(number)
    if (armed && !armed.busy) this.#fail(armed, 'It was called off.')
  }

  /** A process has started or ended: what waited for that can be done, or not any more. */
  look(): void {
    for (const armed of this.#armed.values()) this.#try(armed)
  }

  /** A frame is asked for. @returns whether it is dealt with here */
  asked(frame: AskedFrame, asked: Asked): boolean {
    for (const armed of this.#armed.values()) {
      if (!armed.busy && this.#takes(armed, frame)) {
        this.#deal(armed, frame, asked)
        return true
      }
    }
    return false
  }

  /** To be awaited before a program is started. */
  async beforeLaunch(program: string): Promise<void> {
    const armed = [...this.#armed.values()].find(({ order }) => order.fault === 'port taken' && order.target === program)
    if (armed === undefined) return
    const { port } = this.#stage
    try {
      this.#ports.get(program)?.close()
      this.#ports.set(program, await takePort(port))
      this.#done(armed, `Port ${port} was taken before ${armed.label} started.`)
    } catch (error) {
      this.#fail(armed, `Port ${port} could not be taken: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** A program has ended: a port that was taken from it is free again. */
  programEnded(program: string): void {
    this.#ports.get(program)?.close()
    this.#ports.delete(program)
  }

  /** What has not begun is not done any more. */
  callOff(why: string): void {
    for (const armed of this.#armed.values()) if (!armed.busy) this.#fail(armed, why)
  }

  /** Nothing more is done. */
  close(why: string): void {
    for (const armed of this.#armed.values()) this.#fail(armed, why)
    for (const program of this.#ports.keys()) this.programEnded(program)
    clearInterval(this.#timer)
  }

  // Processes

  #try(armed: Armed): void {
    if (armed.busy) return
    const { fault, target } = armed.order
    if (process.platform === 'win32' && (fault === 'freeze' || fault === 'thaw' || fault === 'interrupt')) {
      return this.#fail(armed, 'Windows has no such signal.')
    }
    if (fault === 'restart' || fault === 'port taken') return this.#tryProgram(armed)
    const found = this.#wires.find(target)
    if (found === undefined || found.ended) {
      // A program that is being started is not in the trace yet.
      const pid = this.#stage.pidOf(target)
      if (pid === undefined || pid === found?.pid) this.#fail(armed, found === undefined ? `There is no process ${armed.label}.` : `${armed.label} has ended.`)
      return
    }
    switch (fault) {
      case 'kill':
        return this.#signal(armed, found, 'SIGKILL', `${armed.label} was killed (SIGKILL).`)
      case 'freeze':
        return this.#signal(armed, found, 'SIGSTOP', `${armed.label} stands still (SIGSTOP).`)
      case 'thaw':
        return this.#signal(armed, found, 'SIGCONT', `${armed.label} goes on (SIGCONT).`)
      case 'interrupt':
        this.#timer ??= setInterval(() => this.#watchCalls(), GLANCE).unref()
        return
      case 'drop reply':
      case 'delay digest':
      case 'wrong key':
    }
  }

  #signal(armed: Armed, { process: on, pid }: WiredProcess, signal: NodeJS.Signals, words: string): void {
    try {
      process.kill(pid, signal)
      this.#done(armed, words, on)
    } catch {
      this.#fail(armed, `${armed.label} has ended.`)
    }
  }

  #tryProgram(armed: Armed): void {
    const { fault, target } = armed.order
    const pid = this.#stage.pidOf(target)
    // One that is still to be started meets its port then.
    if (fault === 'port taken' && pid === null) return
    if (pid === undefined || pid === null) return this.#fail(armed, `No program ${armed.label} runs.`)
    armed.busy = true
    const again = this.#stage.startAgain(target)
    if (fault === 'port taken') return void again.catch(() => this.#fail(armed, `${armed.label} could not be started again.`))
    again.then(
      (listens) => {
        if (listens) this.#done(armed, `${armed.label} was killed, and started again at its address.`)
        else this.#fail(armed, `${armed.label} was killed, and did not start again.`)
      },
      (error: unknown) => this.#fail(armed, error instanceof Error ? error.message : String(error)),
    )
  }

  // Frames

  #takes({ order }: Armed, frame: AskedFrame): boolean {
    switch (order.fault) {
      case 'wrong key':
      case 'delay digest':
        return frame.kind === 'answer' && this.#isTarget(order, frame.process, frame.connection)
      case 'drop reply':
        return this.#isReplyFor(order, frame, true)
      case 'interrupt':
        return this.#isReplyFor(order, frame, false)
      case 'kill':
      case 'freeze':
      case 'thaw':
      case 'port taken':
      case 'restart':
        return false
    }
  }

  /** Whether a frame is the reply to a call of the target, or, where that may be, one that the target gives. */
  #isReplyFor(order: FaultOrder, frame: AskedFrame, byTarget: boolean): boolean {
    if (frame.end !== 'listener' || !frame.kind.startsWith('#')) return false
    // Who is at the other end may have been said a moment ago.
    this.#stage.look()
    const other = this.#wires.end(frame.process, frame.connection)?.other
    if (other !== undefined && !isCall(other)) return false
    if (byTarget && this.#isTarget(order, frame.process, frame.connection)) return true
    return other !== undefined && this.#isTarget(order, other.process, other.connection)
  }

  #isTarget({ target, connection }: FaultOrder, process: string, itsConnection: string): boolean {
    const isIt = process === target || this.#wires.process(process)?.label === target
    return isIt && (connection === undefined || connection === itsConnection)
  }

  #deal(armed: Armed, frame: AskedFrame, asked: Asked): void {
    const { label, order } = armed
    const hold = { process: frame.process, hold: frame.hold }
    switch (order.fault) {
      case 'drop reply':
        asked.decide('drop')
        return this.#done(armed, 'A reply was dropped: whoever waits for it gets none.', frame.process, hold)
      case 'wrong key':
        asked.decide('corrupt')
        return this.#done(armed, `${label} gave a wrong answer to the challenge, as one with another key would.`, frame.process, hold)
      case 'delay digest': {
        const { delay: wait = DIGEST_DELAY } = order
        asked.wait()
        // Done with its beginning: what follows from it happens meanwhile.
        this.#done(armed, `The answer of ${label} to the challenge is held back for ${wait / 1000} s.`, frame.process, hold)
        return void delay(wait, undefined, { ref: false }).then(() => asked.decide('go'))
      }
      case 'interrupt':
        asked.wait()
        return void this.#interrupt(armed, this.#wires.end(frame.process, frame.connection)!.other!, hold).then(() => asked.decide('go'))
      case 'kill':
      case 'freeze':
      case 'thaw':
      case 'port taken':
      case 'restart':
    }
  }

  /** A call that has been under way for a while is waited for by nobody's frame. */
  #watchCalls(): void {
    const armed = [...this.#armed.values()].filter(({ order, busy }) => order.fault === 'interrupt' && !busy)
    if (armed.length === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    this.#stage.look()
    for (const one of armed) {
      const found = this.#wires.find(one.order.target)
      const end = found && this.#wires.pending(found.process)
      if (end && isCall(end) && this.#stage.now() - end.lastTime > UNDER_WAY * 1000) void this.#interrupt(one, end)
    }
  }

  async #interrupt(armed: Armed, end: WireEnd, hold?: HeldKey): Promise<void> {
    armed.busy = true
    const { method = 'a call' } = glanceOf(end)
    const found = this.#wires.process(end.process)!
    const isProgram = this.#stage.pidOf(found.label) === found.pid
    try {
      // As a terminal does it: the whole group gets it.
      if (isProgram) signalGroup(found.pid, 'SIGINT')
      else process.kill(found.pid, 'SIGINT')
    } catch {
      return this.#fail(armed, `${armed.label} has ended.`)
    }
    this.#done(armed, `${armed.label} was interrupted (SIGINT) while \`${method}\` was under way.`, found.process, hold)
    for (const until = performance.now() + REACTION; performance.now() < until && !found.ended; ) {
      await delay(GLANCE, undefined, { ref: false })
      this.#stage.look()
    }
  }

  // Telling

  #done(armed: Armed, detail: string, on?: string, hold?: HeldKey): void {
    if (!this.#armed.delete(armed.number)) return
    const { number: fault, label: target } = armed
    this.#stage.add({ name: 'fault/done', fault, kind: armed.order.fault, target, detail, ...(on ? { on } : {}), ...(hold ? { hold } : {}) })
    this.#tell(armed, 'done', detail)
    this.#changed()
  }

  #fail(armed: Armed, detail: string): void {
    if (!this.#armed.delete(armed.number)) return
    this.#stage.add({ name: 'fault/failed', fault: armed.number, kind: armed.order.fault, target: armed.label, detail })
    this.#tell(armed, 'failed', detail)
    this.#changed()
  }

  #tell({ number: fault, order }: Armed, state: 'armed' | 'done' | 'failed', detail: string): void {
    this.#emit('faultChanged', { run: this.#run, fault, order, state, detail })
  }
}

function isCall(end: WireEnd): boolean {
  return glanceOf(end).kind === 'call'
}

/** What an end sent last. */
function glanceOf(end: WireEnd): ReturnType<typeof glanceFrame> {
  return glanceFrame({ payload: Buffer.from(end.last, 'base64'), end: end.end, index: end.sent - 1 })
}
