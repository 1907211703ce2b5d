/** Runs a soak: one server, clients in two languages, visitors that come and go, and a sample of all every few seconds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPythons } from '../../engine/test/support/pythons.ts'
import { Random } from '../../engine/test/support/random.ts'
import { machine } from '../results.ts'
import { Actor } from '../support/actor.ts'
import { descriptorCount, openFiles, processorTime, residentSize } from '../support/process-table.ts'
import type { Done } from './chores.ts'
import type { ClientState } from './client.ts'
import type { Latency } from './probe.ts'
import type { Holdings, Sample, Soak } from './samples.ts'
import type { ServerState } from './server.ts'

export interface SoakOptions {
  readonly minutes: number
  readonly seed: number
  /** Seconds between samples, and between visits. */
  readonly every: number
  readonly visitEvery: number
  /** Visits there are at least, however long they take. */
  readonly visits?: number
  /** Chores a second of each client; 0: as fast as it goes. */
  readonly rate: number
  /** How many clients in TypeScript; in Python there is one of 3.13 and one of 3.8, as far as they are here. */
  readonly clients: number
  readonly pythons?: readonly string[]
  /** Loses something on purpose (see `server.ts`). */
  readonly leak?: string
  readonly onSample?: (sample: Sample, all: readonly Sample[]) => void
}

const server = new URL('./server.ts', import.meta.url)
const client = new URL('./client.ts', import.meta.url)
const probe = new URL('./probe.ts', import.meta.url)
const pythonClient = new URL('./chores.py', import.meta.url)
/** Garbage is collected in the server at every so many samples (once a minute, in an hour's soak), to see what it keeps. */
const COLLECT_EVERY = 6
/** Small calls of the probe a second. */
const PROBES = 50
/** Chores of a visitor. */
const VISIT = 40
/** Milliseconds in which the server must have let go of everything at the end. */
const GONE_WITHIN = 10_000

export async function runSoak(options: SoakOptions): Promise<Soak> {
  const folder = mkdtempSync(path.join(tmpdir(), 'soak-'))
  try {
    return await new Run(path.join(folder, 's'), options).run()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

class Run {
  readonly #address: string
  readonly #options: SoakOptions
  readonly #random: Random
  readonly #server: Actor
  readonly #actors: Actor[] = []
  readonly #problems: string[] = []
  readonly #samples: Sample[] = []
  readonly #sums: Done = { chores: 0, put: 0, taken: 0, raised: 0 }
  readonly #pythons: readonly string[]
  /** Processor time of those who have gone, and of all at the last sample. */
  #cpu = { at: 0, server: 0, all: 0 }
  #visits = 0
  #killed = 0

  constructor(address: string, options: SoakOptions) {
    this.#address = address
    this.#options = options
    this.#random = new Random(options.seed, true)
    const found = findPythons()
    this.#pythons = (options.pythons ?? ['3.13', '3.8']).flatMap((minor) => found.get(minor)?.program ?? [])
    this.#server = Actor.node('server', server, [address, ...(options.leak === undefined ? [] : [options.leak])])
  }

  async run(): Promise<Soak> {
    const { minutes, seed } = this.#options
    try {
      // The first answer comes when it serves.
      await this.#state(true)
      const before = await this.#holdings()
      await this.#perform()
      const after = await this.#lettingGo(before)
      await this.#server.ask({ kind: 'stop' })
      return {
        seed, minutes, machine: machine(), cast: this.#cast, samples: this.#samples, visits: this.#visits, killed: this.#killed,
        chores: this.#sums.chores, before, after, problems: this.#problems,
      }
    } finally {
      for (const actor of [...this.#actors, this.#server]) await actor[Symbol.asyncDispose]()
    }
  }

  get #cast(): string {
    const pythons = this.#pythons.length === 0 ? '' : `, ${this.#pythons.length} in CPython`
    return `${this.#options.clients} clients in TypeScript${pythons}, a prober, visitors`
  }

  async #perform(): Promise<void> {
    const { minutes, clients, rate } = this.#options
    const prober = Actor.node('prober', probe, [this.#address, String(PROBES)])
    const workers = [
      ...Array.from({ length: clients }, (_, nth) => this.#client(`node ${nth}`)),
      ...this.#pythons.map((python, nth) => Actor.python(`python ${nth}`, python, pythonClient, this.#args(`python ${nth}`))),
    ]
    this.#actors.push(prober, ...workers)
    await Promise.all([prober.ask('latency'), ...workers.map((worker) => worker.ask({ kind: 'work', rate }))])
    const end = performance.now() + minutes * 60_000
    const visiting = this.#visitors(end)
    await this.#sampling(end, prober, workers)
    await visiting
    await this.#trying(async () => {
      for (const worker of workers) this.#add(await worker.ask<Done>({ kind: 'finish' }))
      await prober.ask('finish')
    })
    for (const actor of [prober, ...workers]) await this.#bye(actor)
    if (this.#sums.put !== this.#sums.taken) this.#problems.push(`${this.#sums.put} was put into the queue, ${this.#sums.taken} came out`)
    const tallied = await this.#server.ask<number>({ kind: 'tally' })
    if (this.#sums.raised !== tallied) this.#problems.push(`the tally was raised ${this.#sums.raised} times, and is ${tallied}`)
  }

  #args(name: string): string[] {
    return [this.#address, name, String(this.#random.below(2 ** 31))]
  }

  #client(name: string): Actor {
    return Actor.node(name, client, this.#args(name))
  }

  async #sampling(end: number, prober: Actor, workers: Actor[]): Promise<void> {
    const began = performance.now()
    const { every } = this.#options
    for (let nth = 1; ; nth++) {
      const next = began + nth * every * 1000
      if (next > end + 500) return
      await delay(next - performance.now())
      const seconds = (performance.now() - began) / 1000
      const sample = await this.#sample(seconds, nth % COLLECT_EVERY === 0, prober, workers)
      this.#samples.push(sample)
      this.#options.onSample?.(sample, this.#samples)
    }
  }

  async #sample(seconds: number, collect: boolean, prober: Actor, workers: Actor[]): Promise<Sample> {
    // Latency first: the collection of garbage belongs to the next sample, in which it is one of the calls.
    const latency = await prober.ask<Latency>('latency')
    const state = await this.#state(collect)
    const serverCpu = processorTime(this.#server.pid) ?? 0
    const allCpu = [prober, ...workers].reduce((sum, { pid }) => sum + (processorTime(pid) ?? 0), serverCpu)
    const { at, server: serverBefore, all } = this.#cpu
    const passed = seconds - at
    this.#cpu = { at: seconds, server: serverCpu, all: allCpu }
    let chores = 0
    const kept: number[] = []
    for (const worker of [...workers]) {
      try {
        const done = await worker.ask<ClientState>({ kind: 'done', collect })
        chores += done.chores
        if (typeof done.heapKept === 'number') kept.push(done.heapKept)
      } catch (error) {
        // The others go on.
        this.#failed(error)
        workers.splice(workers.indexOf(worker), 1)
        worker.kill()
      }
    }
    const largest = (kind: string) => Math.max(0, ...workers.filter(({ name }) => name.startsWith(kind)).map(({ pid }) => residentSize(pid) ?? 0)) || null
    const { heapUsed, heapKept, external, objects, connections, handles, timers } = state
    const share = (now: number, before: number) => (at === 0 ? null : Number(((now - before) / passed).toFixed(3)))
    return {
      seconds: Math.round(seconds), serverRss: residentSize(this.#server.pid), heapUsed, heapKept, external, objects, connections, handles, timers,
      descriptors: descriptorCount(this.#server.pid), nodeClientRss: largest('node'), nodeClientKept: kept.length === 0 ? null : Math.max(...kept), pythonClientRss: largest('python'),
      calls: latency.calls, p50: latency.p50, p99: latency.p99, max: latency.max, chores,
      serverCpu: share(serverCpu, serverBefore), allCpu: share(allCpu, all), load: Number(loadavg()[0]!.toFixed(2)),
    }
  }

  /** Clients that come, do something and go; every third is killed while it waits. */
  async #visitors(end: number): Promise<void> {
    const { visitEvery, visits = 0 } = this.#options
    for (let nth = 0; nth < visits || performance.now() + visitEvery * 1000 < end; nth++) {
      const next = performance.now() + visitEvery * 1000
      const python = this.#pythons[nth % Math.max(1, this.#pythons.length)]
      await this.#trying(async () => {
        if (nth % 3 === 1) await this.#killedWhileWaiting(`victim ${nth}`)
        else if (nth % 3 === 2 && python !== undefined) await this.#visit(Actor.python(`visitor ${nth}`, python, pythonClient, this.#args(`visitor ${nth}`)))
        else await this.#visit(this.#client(`visitor ${nth}`))
      })
      await delay(Math.max(0, next - performance.now()))
    }
  }

  async #visit(visitor: Actor): Promise<void> {
    this.#actors.push(visitor)
    this.#add(await visitor.ask<Done>({ kind: 'visit', chores: VISIT }))
    await this.#bye(visitor)
    this.#visits++
  }

  async #killedWhileWaiting(name: string): Promise<void> {
    const victim = this.#client(name)
    this.#actors.push(victim)
    await victim.ask({ kind: 'wait' })
    victim.kill('SIGKILL')
    await victim.ended
    this.#forget(victim)
    this.#killed++
  }

  async #bye(actor: Actor): Promise<void> {
    const { code, signal } = await actor.end()
    if (code !== 0) this.#problems.push(`${actor.name} ended with ${signal ?? code}`)
    if (actor.stderr !== '') this.#problems.push(`${actor.name} wrote: ${actor.stderr}`)
    this.#forget(actor)
  }

  /** What fails is said at the end; the soak goes on. */
  async #trying(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error)
    console.error(text)
    this.#problems.push(text)
  }

  #forget(actor: Actor): void {
    this.#actors.splice(this.#actors.indexOf(actor), 1)
  }

  #add({ chores, put, taken, raised }: Done): void {
    this.#sums.chores += chores
    this.#sums.put += put
    this.#sums.taken += taken
    this.#sums.raised += raised
  }

  #state(collect: boolean): Promise<ServerState> {
    return this.#server.ask<ServerState>({ kind: 'state', collect })
  }

  async #holdings(): Promise<Holdings> {
    const { objects, connections, handles, timers } = await this.#state(false)
    return { descriptors: descriptorCount(this.#server.pid) ?? 0, objects, connections, handles, timers }
  }

  /** Waits until the server has what it had before; else gives what it has. The system tells nobody, so this looks. */
  async #lettingGo(before: Holdings): Promise<Holdings> {
    // Whoever was killed never gave back its share in the queue at which it waited.
    const expected = JSON.stringify({ ...before, objects: before.objects + (this.#killed > 0 ? 1 : 0) })
    const deadline = performance.now() + (this.#options.leak === undefined ? GONE_WITHIN : 500)
    for (;;) {
      const now = await this.#holdings()
      if (JSON.stringify(now) === expected) return before
      if (performance.now() > deadline) {
        this.#problems.push(`left in the server: ${(await this.#server.ask<string[]>({ kind: 'left' })).join('; ')}; open: ${openFiles(this.#server.pid).join(' ')}`)
        return now
      }
      await delay(50)
    }
  }
}
