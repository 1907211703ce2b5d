/** A run of the fault trial: servers, clients, lanes between them, and rounds of faults with a look at everything after each. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Address } from '../../engine/managers/index.ts'
import { forgetServer } from '../../engine/managers/server-connections.ts'
import type { Python } from '../../engine/test/support/pythons.ts'
import type { Answer } from './child.ts'
import { Fleet } from './fleet.ts'
import { said, transportError } from './judge.ts'
import { Lane, type Notes } from './lane.ts'
import { ALL_KINDS, Plan, kindsFor, type Kind, type Step } from './plan.ts'
import { Relay } from './relay.ts'
import { ClientSlot } from './slot.ts'
import { Stage } from './stage.ts'

export interface FaultOptions {
  readonly seed: number
  /** How many faults at least. */
  readonly count: number
  readonly only?: readonly Kind[]
  /** Clients in TypeScript; the first is traced. */
  readonly clients?: number
  /** Lanes of each client to each server. */
  readonly lanes?: number
  /** Whether CPython's clients and server take part, where they are installed. */
  readonly python?: boolean
  readonly tcp?: boolean
  /** Steps of each lane in a round. */
  readonly steps?: number
  /** Milliseconds that a call may take. */
  readonly deadline?: number
  /** Milliseconds in which a server has to be as before when everybody has gone. */
  readonly patience?: number
  /** Findings after which it stops. */
  readonly enough?: number
  /** What is wrong with the servers: for tests of the checks. */
  readonly broken?: string
  readonly log?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  /** Faults that have happened, by kind. */
  readonly faults: Readonly<Partial<Record<Kind, number>>>
  readonly total: number
  readonly wrong: readonly string[]
  /** Figures of what was checked. */
  readonly facts: Readonly<Record<string, number | string>>
  readonly seconds: number
}

export async function runFaults(options: FaultOptions): Promise<Outcome> {
  const run = new FaultRun(options)
  return run.go()
}

class FaultRun {
  readonly #options: Required<Omit<FaultOptions, 'broken'>> & { readonly broken: string | undefined }
  readonly #faults: Partial<Record<Kind, number>> = {}
  readonly #wrong: string[] = []
  readonly #slots: ClientSlot[] = []
  readonly #stages: Stage[] = []
  readonly #lanes: Lane[] = []
  readonly #relays: Relay[] = []
  readonly #serverKills = { calls: 0 }
  #fleet!: Fleet
  #total = 0

  constructor(options: FaultOptions) {
    this.#options = { only: ALL_KINDS, clients: 3, lanes: 2, python: true, tcp: true, steps: 30, deadline: 30_000, patience: 15_000, enough: 20, log: () => undefined, broken: undefined, ...options }
  }

  async go(): Promise<Outcome> {
    const began = performance.now()
    const { seed, count, steps, log } = this.#options
    this.#fleet = await Fleet.prepare((words) => this.#say(words), this.#options.python ? undefined : [])
    let rounds = 0
    try {
      await this.#open()
      for (let fruitless = 0; this.#total < count && this.#wrong.length < this.#options.enough && fruitless < 5; ) {
        const before = this.#total
        await Promise.all(this.#lanes.map((lane) => lane.run(Math.min(steps, Math.ceil((1.5 * (count - this.#total)) / this.#lanes.length)))))
        await this.#lookRound()
        rounds++
        fruitless = this.#total > before ? 0 : fruitless + 1
        log(`round ${rounds}: ${this.#total} faults in ${((performance.now() - began) / 1000).toFixed(0)} s, ${this.#wrong.length} findings`)
      }
      if (this.#total < count && this.#wrong.length === 0) this.#say(`only ${this.#total} of ${count} faults could be done`)
      for (const stage of this.#stages) await stage.close()
    } catch (error) {
      this.#say(`the trial itself failed: ${(error as Error).stack ?? String(error)}`)
    } finally {
      await Promise.all(this.#relays.map((relay) => relay.close()))
      this.#wrong.push(...(await this.#fleet.end()))
      for (const { address } of this.#stages) forgetServer(address)
    }
    return { seed, faults: this.#faults, total: this.#total, wrong: this.#wrong, facts: this.#facts(rounds), seconds: (performance.now() - began) / 1000 }
  }

  async #open(): Promise<void> {
    const { clients, lanes, tcp, only, seed, broken, log, patience } = this.#options
    const [oldest] = this.#fleet.pythons
    const python = this.#fleet.pythons.at(-1)
    for (let nth = 0; nth < clients; nth++) this.#slots.push(new ClientSlot(`t${nth}`, this.#fleet, { traced: nth === 0 && process.platform === 'linux' }))
    if (python) this.#slots.push(new ClientSlot('p0', this.#fleet, { python }))
    else if (this.#options.python) log('no CPython of 3.8 or later is installed: its clients and its server do not take part')
    const scenes: { readonly name: string; readonly tcp: boolean; readonly python?: Python; readonly lanes: number }[] = [
      { name: 'unix', tcp: false, lanes },
      ...(tcp ? [{ name: 'tcp', tcp: true, lanes }] : []),
      ...(oldest ? [{ name: `CPython ${oldest.version}`, tcp: false, python: oldest, lanes: 1 }] : []),
    ]
    const notes = this.#notes()
    for (const scene of scenes) {
      const address = (): Address => (scene.tcp ? ['127.0.0.1', 0] : this.#fleet.socketPath())
      const server = await this.#fleet.server(address(), { broken: scene.python ? undefined : broken, python: scene.python })
      const slots = this.#slots.filter((slot) => !(scene.python && slot.python))
      const names = slots.flatMap((slot) => Array.from({ length: scene.lanes }, (_, nth) => `${scene.name}.${slot.name}.${nth}`))
      const stage = await Stage.open(scene.name, server, Math.ceil(names.length / 3), names, scene.python === undefined, patience)
      this.#stages.push(stage)
      for (const [nth, name] of names.entries()) {
        const slot = slots[Math.floor(nth / scene.lanes)]!
        const relay = await Relay.start(server.address as string, scene.tcp ? ['127.0.0.1', 0] : this.#fleet.socketPath())
        this.#relays.push(relay)
        const kinds = kindsFor({ tcp: scene.tcp, traced: slot.traceFolder !== undefined, foreignServer: !stage.ours }, only)
        if (kinds.length === 0) continue
        const plan = new Plan(seed, this.#lanes.length, kinds, only.length < ALL_KINDS.length)
        this.#lanes.push(new Lane(name, slot, stage, stage.groups[nth % stage.groups.length]!, relay, plan, notes))
      }
    }
  }

  #notes(): Notes {
    return {
      deadline: this.#options.deadline,
      enough: () => this.#wrong.length >= this.#options.enough,
      fault: (kind) => {
        this.#faults[kind] = (this.#faults[kind] ?? 0) + 1
        this.#total++
      },
      wrong: (words, lane, step) => this.#say(words, lane, step),
      killServer: (lane, step) => this.#killServer(lane, step),
    }
  }

  #say(words: string, lane?: string, step?: Step): void {
    const where = step === undefined ? '' : ` [${step.kind}, seed ${this.#options.seed}, lane ${lane}, step ${step.nth}: ${JSON.stringify({ work: step.work, fresh: step.fresh, ...describe(step) })}]`
    this.#wrong.push(`${words}${where}`)
    this.#options.log(`  found: ${words}${where}`)
  }

  /** Everybody hangs up; then all must be in its place. */
  async #lookRound(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()))
    for (const stage of this.#stages) for (const words of await stage.settle()) this.#say(`${words} [server ${stage.name}, seed ${this.#options.seed}]`)
    for (const slot of this.#slots) for (const words of slot.checkTraces()) this.#say(words)
  }

  /** A server of its own, many calls that wait for it, and its end: each of them must end, and say so. */
  async #killServer(lane: Lane, step: Step): Promise<void> {
    const { deadline } = this.#options
    const address: Address = step.chance < 0.5 ? this.#fleet.socketPath('victim') : ['127.0.0.1', 0]
    const server = await this.#fleet.server(address)
    const client = await lane.slot.client()
    const began = performance.now()
    const group = 'victims'
    const names = Array.from({ length: 6 }, (_, nth) => `victim.${lane.name}.${step.nth}.${nth}`)
    const open = await Promise.all(names.map((name) => client.order({ lane: name, op: 'open', address: server.address, group }, deadline)))
    const [a, b, c, d, e, f] = names as [string, string, string, string, string, string]
    const quick: Promise<Answer> = client.order({ lane: a, op: 'hold', seconds: 5 }, deadline)
    await quick
    const waiting = [
      client.order({ lane: b, op: 'count', seconds: 60 }, deadline),
      client.order({ lane: c, op: 'park' }, deadline),
      client.order({ lane: d, op: 'wait', seconds: 60 }, deadline),
    ]
    const busy = [client.order({ lane: e, op: 'put', item: 'x'.repeat(200_000) }, deadline), client.order({ lane: f, op: 'object', item: 'y' }, deadline)]
    await pause(step.ms / 3)
    server.kill()
    const answers = await Promise.all([...waiting, ...busy])
    await server.exited
    const after = await client.order({ lane: a, op: 'greet' }, deadline)
    const disturbed = lane.slot.disturbance.since(began)
    if (open.every(({ kind }) => kind === 'value')) {
      for (const answer of [...answers, after]) {
        this.#serverKills.calls++
        if (answer.kind === 'hangs') this.#say(`hangs: a call to a server that was killed has had no answer for ${deadline / 1000} s`, lane.name, step)
        else if (answer.kind === 'error' && !transportError(answer, 'kill-server', { python: false, foreignServer: false })) this.#say(`a call to a server that was killed ended with the wrong class: ${said(answer)}`, lane.name, step)
      }
      for (const answer of [...answers.slice(0, 3), after]) {
        if (answer.kind === 'value') this.#say(`a call that waited for a server that was killed was answered: ${said(answer)}`, lane.name, step)
      }
    } else if (!disturbed && open.some(({ kind }) => kind === 'error')) {
      this.#say(`a client cannot begin with a new server: ${open.map(said).join('; ')}`, lane.name, step)
    }
    for (const name of names) await client.order({ lane: name, op: 'abandon' }, deadline)
    this.#faults['kill-server'] = (this.#faults['kill-server'] ?? 0) + 1
    this.#total++
  }

  #facts(rounds: number): Record<string, number | string> {
    const groups = this.#stages.flatMap(({ groups }) => groups)
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
    const ours = this.#stages.filter((stage) => stage.ours)
    const foreign = this.#stages.filter((stage) => !stage.ours)
    const lost = (stages: readonly Stage[]) => sum(stages.flatMap(({ groups }) => groups.map(({ items }) => items.counts.lostOnTheWay)))
    return {
      rounds,
      lanes: this.#lanes.length,
      clients: this.#slots.map(({ python }) => (python ? `CPython ${python.version}` : 'ours')).join(', '),
      servers: this.#stages.map(({ name }) => name).join(', '),
      putsAnswered: sum(groups.map(({ items }) => items.counts.answered)),
      putsUnknown: sum(groups.map(({ items }) => items.counts.unknown)),
      itemsGot: sum(groups.map(({ items }) => items.counts.got)),
      lostWithAnswerHere: lost(ours),
      lostWithAnswerInCPython: lost(foreign),
      counted: sum(groups.map(({ count }) => count.certain)),
      locksOfTheDead: sum(this.#stages.map(({ counts }) => counts.heldByTheDead)),
      holdersOfTheDead: sum(ours.map(({ counts }) => counts.holdersGone)),
      callsToKilledServers: this.#serverKills.calls,
      eventsLost: sum(this.#slots.map(({ lostEvents }) => lostEvents)),
      heapMiB: ours.map(({ heaps }) => [heaps[1] ?? heaps[0], heaps.at(-1)].map((heap) => ((heap ?? 0) / 2 ** 20).toFixed(1)).join(' → ')).join(', '),
    }
  }
}

function describe({ tamper }: Step): object {
  if (!tamper) return {}
  const { direction, frame, harm } = tamper
  return { direction, frame, harm: { ...harm, ...('bytes' in harm ? { bytes: typeof harm.bytes === 'bigint' ? String(harm.bytes) : Buffer.from(harm.bytes).toString('hex') } : {}) } }
}
