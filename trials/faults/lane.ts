/** One lane: a task of a client that works over a relay of its own, step by step, and has done to it what its plan says. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Address } from '../../engine/managers/index.ts'
import type { Answer, ClientChild, Order } from './child.ts'
import { book } from './bookkeeping.ts'
import { HARMLESS, said, transportError } from './judge.ts'
import { BURST, type Kind, type Plan, type Step } from './plan.ts'
import type { Passage, Relay } from './relay.ts'
import type { ClientSlot } from './slot.ts'
import type { Group, Stage } from './stage.ts'

/** What a run keeps of a lane's doings. */
export interface Notes {
  /** A fault has happened. */
  fault(kind: Kind): void
  /** @param step what was done when it was noticed */
  wrong(words: string, lane: string, step: Step | undefined): void
  /** Whether enough was found. */
  enough(): boolean
  /** Milliseconds that a call may take before it is said to hang. */
  readonly deadline: number
  /** Kills a server while this lane's client waits for it. */
  killServer(lane: Lane, step: Step): Promise<void>
}

/** Holders that a lane's proxies count as, and those of one object that is made and let go of. */
const HOLDERS = 8
const HOLDERS_OF_OBJECT = 3
/** Seconds to wait for a lock, an item. */
const LOCK_LIMIT = 0.5
const ITEM_LIMIT = 0.05
const DAY = 86_400_000

export class Lane {
  readonly name: string
  readonly slot: ClientSlot
  readonly stage: Stage
  readonly group: Group
  readonly #relay: Relay
  readonly #plan: Plan
  readonly #notes: Notes
  /** What has ended its connections since its last call: the client may not have seen that. */
  #dropped: Kind | undefined
  /** The client in which it is open. */
  #openIn: ClientChild | undefined

  constructor(name: string, slot: ClientSlot, stage: Stage, group: Group, relay: Relay, plan: Plan, notes: Notes) {
    this.name = name
    this.slot = slot
    this.stage = stage
    this.group = group
    this.#relay = relay
    this.#plan = plan
    this.#notes = notes
  }

  /** Does the next steps of its plan. */
  async run(steps: number): Promise<void> {
    for (let nth = 0; nth < steps && !this.#notes.enough(); nth++) {
      const step = this.#plan.next()
      try {
        if (!(await this.#open(step))) return
        await this.#do(step)
        // And something that nothing is done to.
        if (!(await this.#open(step))) return
        await this.#work({ ...step, kind: 'delay', work: step.between, tamper: undefined, fresh: false }, `${this.name}.${step.nth}b`)
      } catch (error) {
        this.#notes.wrong(`the trial itself failed: ${(error as Error).stack ?? String(error)}`, this.name, step)
        return
      }
    }
  }

  /** Lets go of all that it has. */
  async close(): Promise<void> {
    this.#relay.arm(undefined)
    if (this.#openIn?.killed) this.stage.mayBeLeft += HOLDERS
    else if (this.#openIn) {
      const answer = await this.#order({ lane: this.name, op: 'close' })
      if (answer.kind !== 'value') this.#notes.wrong(`closing a lane failed: ${said(answer)}`, this.name, undefined)
    }
    this.#openIn = undefined
    this.#relay.drop()
  }

  async #open(step: Step): Promise<boolean> {
    for (let tries = 0; ; tries++) {
      const client = await this.slot.client()
      if (this.#openIn === client) return true
      if (this.#openIn !== undefined) this.stage.mayBeLeft += HOLDERS
      this.#openIn = undefined
      this.#relay.arm(undefined)
      const began = performance.now()
      const answer = await client.order({ lane: this.name, op: 'open', address: this.#relay.address as Address, group: this.group.name }, this.#notes.deadline)
      if (answer.kind === 'value') {
        this.#openIn = client
        this.#dropped = undefined
        return true
      }
      this.stage.mayBeLeft += HOLDERS
      if (answer.kind === 'killed' || (this.#disturbed(began) && tries < 100)) continue
      this.#notes.wrong(`a client cannot begin, and nothing was done to it: ${said(answer)}`, this.name, step)
      return false
    }
  }

  #order(order: Order): Promise<Answer> {
    return this.#openIn!.order(order, this.#notes.deadline)
  }

  #drop(by: Kind): void {
    this.#dropped = by
    this.#relay.drop()
  }

  #disturbed(since: number): boolean {
    return this.slot.disturbance.since(since) || this.stage.disturbance.since(since)
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'close':
      case 'cut':
      case 'half-close':
      case 'reset':
      case 'delay':
      case 'drip':
      case 'silence':
      case 'garbage':
      case 'length': {
        if (step.fresh) this.#drop('close')
        const passage = await this.#work(step)
        // An idle connection that was ended under a client is a fault, too.
        if (passage.harmed) this.#notes.fault(step.kind)
        return
      }
      case 'waiting':
        return this.#endWhileWaiting(step)
      case 'clock':
        return this.#jumpClock(step)
      case 'stop': {
        const target = step.chance < 0.5 ? this.stage.server : this.#openIn!
        target.stop()
        const done = this.#work(step)
        await pause(step.ms)
        target.go()
        this.#notes.fault('stop')
        await done
        return
      }
      case 'descriptors':
        return this.#takeDescriptors(step)
      case 'disk':
        if (!(await this.slot.roomForTrace(Math.floor(step.chance * 600)))) return
        this.#notes.fault('disk')
        await this.#work(step)
        await this.slot.roomForTrace(undefined)
        return
      case 'kill-client':
        return this.#killClient(step)
      case 'kill-server':
        return this.#notes.killServer(this, step)
    }
  }

  /** One call or several, harmed as the step says, and judged. */
  async #work(step: Step, item = `${this.name}.${step.nth}${'#'.repeat(step.padding)}`): Promise<Passage> {
    const began = performance.now()
    const locks = step.work === 'count'
    if (locks) {
      while (this.group.stuck) for (const words of await this.stage.recover(this.group)) this.#notes.wrong(words, this.name, step)
      this.group.locking++
    }
    this.#relay.arm(step.tamper)
    const dropped = this.#dropped
    // A greeting has a connection of its own.
    if (step.work !== 'greet') this.#dropped = undefined
    const answer = await this.#order({ lane: this.name, op: step.work, item, count: BURST, seconds: locks ? LOCK_LIMIT : ITEM_LIMIT })
    // Nothing may go over any more when it is judged: what has not arrived by now never will.
    if (answer.kind !== 'value' || (this.#relay.passage.harmed && !HARMLESS.has(step.kind))) this.#drop(step.kind)
    const passage = this.#relay.disarm()
    book({ step, item, answer, passage, stage: this.stage, group: this.group })
    if (locks) this.group.left()
    const disturbed = this.#disturbed(began)
    if (step.work === 'object' && (passage.harmed || disturbed || answer.kind !== 'value')) this.stage.mayBeLeft += HOLDERS_OF_OBJECT
    this.#judge(step, answer, passage.harmed, dropped, disturbed)
    return passage
  }

  /** @param dropped what may have ended its connection before; @param disturbed whether it could not get everything of the system */
  #judge(step: Step, answer: Answer, harmed: boolean, dropped: Kind | undefined, disturbed: boolean): void {
    switch (answer.kind) {
      case 'value':
      case 'killed':
        return
      case 'hangs':
        return this.#notes.wrong(`hangs: ${step.work} has had no answer for ${this.#notes.deadline / 1000} s`, this.name, step)
      case 'error': {
        const ends = { python: this.slot.python !== undefined, foreignServer: !this.stage.ours }
        const harmless = dropped === undefined && (!harmed || HARMLESS.has(step.kind))
        if (harmless && !disturbed) this.#notes.wrong(`${step.work} failed, and nothing was done to its connection: ${said(answer)}`, this.name, step)
        else if (![step.kind, ...(dropped === undefined ? [] : [dropped])].some((kind) => transportError(answer, kind, ends))) this.#notes.wrong(`${step.work} failed with the wrong class: ${said(answer)}`, this.name, step)
      }
    }
  }

  async #endWhileWaiting(step: Step): Promise<void> {
    this.#relay.arm(undefined)
    const began = performance.now()
    const dropped = this.#dropped
    this.#dropped = undefined
    const answered = this.#order({ lane: this.name, op: 'park' })
    let early: Answer | undefined
    void answered.then((answer) => (early = answer))
    while (this.#relay.passage.gets === 0 && early === undefined) await pause(1)
    await pause(step.ms / 4)
    if (early === undefined) await this.#relay.harmNow(waitingHarm(step))
    const { harmed } = this.#relay.passage
    const answer = early ?? (await answered)
    this.#drop(step.kind)
    if (harmed) this.#notes.fault('waiting')
    if (answer.kind === 'value') this.#notes.wrong(`invented: ${said(answer)} was got from a queue that is empty`, this.name, step)
    else this.#judge(step, answer, harmed, dropped, this.#disturbed(began))
    // CPython's server hands the next item to the dead.
    if (this.stage.ours) for (const words of await this.stage.proveQuiet(this.name)) this.#notes.wrong(words, this.name, step)
  }

  async #jumpClock(step: Step): Promise<void> {
    const ms = Math.round((step.chance - 0.5) * DAY)
    const seconds = 0.02 + step.ms / 1000
    const client = this.#openIn!
    this.#relay.arm(undefined)
    const began = performance.now()
    const dropped = this.#dropped
    this.#dropped = undefined
    const answered = this.#order({ lane: this.name, op: 'wait', seconds })
    await pause(step.ms / 4)
    if (this.stage.ours) this.stage.server.say(`clock ${ms}`)
    if (!this.slot.python) await client.order({ lane: this.name, op: 'clock', ms }, this.#notes.deadline)
    const answer = await answered
    this.#relay.disarm()
    this.#notes.fault('clock')
    if (answer.kind === 'value') {
      if (answer.value !== null) this.#notes.wrong(`invented: ${String(answer.value)} was got from a queue that is empty`, this.name, step)
      else if (answer.ms < seconds * 1000 - 3) this.#notes.wrong(`early: a wait for ${seconds} s ended after ${answer.ms} ms, when the clock jumped`, this.name, step)
    } else this.#judge({ ...step, work: 'get' }, answer, false, dropped, this.#disturbed(began))
  }

  async #takeDescriptors(step: Step): Promise<void> {
    const ofServer = step.chance < 0.5
    const target = ofServer ? this.stage.server : this.#openIn!
    const disturbance = ofServer ? this.stage.disturbance : this.slot.disturbance
    await disturbance.during(async () => {
      this.#drop(step.kind)
      // Descriptors are numbers below the limit: what is open stays. Below the first that is free, one that is closed can be had
      // again, and Node has one for that: it hangs up. With a limit of 3 it cannot even do that, and clients wait.
      const wholly = step.chance % 0.5 < 0.25
      if (!target.limit('nofile', wholly ? 3 : (target.firstFreeDescriptor ?? 3))) return
      const greeted = this.#order({ lane: this.name, op: 'greet' })
      // It is not waited for: who cannot be told waits until there are descriptors again.
      await Promise.race([greeted, pause(wholly ? step.ms : 300)])
      target.limit('nofile', 4096)
      const answer = await greeted
      if (answer.kind === 'hangs' || answer.kind === 'error') this.#judge({ ...step, work: 'greet' }, answer, true, 'close', true)
      this.#notes.fault('descriptors')
    })
  }

  async #killClient(step: Step): Promise<void> {
    const client = this.#openIn!
    await this.slot.disturbance.during(async () => {
      let working: Promise<unknown>
      if (step.chance < 0.5) {
        while (this.group.stuck) for (const words of await this.stage.recover(this.group)) this.#notes.wrong(words, this.name, step)
        this.group.locking++
        await client.order({ lane: this.name, op: 'hold', seconds: LOCK_LIMIT }, this.#notes.deadline)
        this.group.stuck = true
        this.group.left()
        working = Promise.resolve()
      } else {
        working = this.#work(step)
        await pause(step.ms / 4)
      }
      client.kill()
      this.#notes.fault('kill-client')
      await Promise.all([working, client.exited])
      this.#drop(step.kind)
    })
  }
}

function waitingHarm(step: Step) {
  return step.tamper?.harm ?? ({ kind: 'cut', where: 'before' } as const)
}
