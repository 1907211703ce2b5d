/**
 * Runs a target in a worker and watches it: one that does not come to an end with an input, or has no memory left, is
 * killed, the input is a finding, and another goes on.
 */
import { Worker } from 'node:worker_threads'
import { bundle, ROOT } from './bundle.ts'
import type { Row } from './bundle.ts'
import type { Slowest } from './explorer.ts'
import type { Finding } from './finding.ts'
import { SharedState } from './shared.ts'
import type { Progress } from './shared.ts'
import type { WorkerMessage, WorkOrder } from './worker.ts'

export interface WatchOptions {
  readonly folder: string
  readonly seed: number
  readonly guided: boolean
  readonly inputs: number
  readonly milliseconds?: number
  readonly corpus?: readonly Uint8Array[]
  readonly only?: boolean
  /** Seconds of processor time, or six times that of the clock, that one input may take. */
  readonly patience?: number
  /** MiB of heap. */
  readonly heap?: number
  readonly progress?: (progress: Progress) => void
}

export interface Watched {
  readonly executed: number
  /** Counters that were reached, and how many there are. Guided only. */
  readonly reached: number
  readonly counters: number
  /** Kept in this run, in order. */
  readonly kept: readonly Uint8Array[]
  readonly findings: readonly Finding[]
  /** Findings that were known, again. */
  readonly again: number
  /** The input that took longest, of those that came to an end. */
  readonly slowest: Slowest
  readonly milliseconds: number
  /** Seconds of processor time. */
  readonly processor: number
}

const LOOK = 100
/** A target that does this often what kills it is left. */
const DEATHS = 3

export async function watch(row: Row, options: WatchOptions): Promise<Watched> {
  const { file, counters } = await bundle(row, options.guided, options.folder)
  const kept: Uint8Array[] = []
  const findings: Finding[] = []
  const began = performance.now()
  const beganUsing = process.cpuUsage()
  let executed = 0
  let again = 0
  let reached = 0
  let slowest: Slowest = { milliseconds: 0, input: new Uint8Array() }
  for (let deaths = 0; deaths < DEATHS; deaths++) {
    const spent = performance.now() - began
    const state = new SharedState()
    const order: WorkOrder = {
      root: ROOT,
      shared: state.buffer,
      name: row.name,
      seed: options.seed + deaths,
      inputs: options.inputs - executed,
      milliseconds: (options.milliseconds ?? Infinity) - spent,
      counters: options.guided ? Math.max(1, counters) : 0,
      corpus: [...(options.corpus ?? []), ...kept],
      only: options.only ?? false,
    }
    const end = await watchOne(file, order, state, options, {
      found: (finding) => findings.push(finding),
      kept: (input) => kept.push(input),
      slowest: (one) => {
        if (one.milliseconds > slowest.milliseconds) slowest = one
      },
    })
    const { progress } = state
    executed += progress.executed
    again += progress.again
    reached = Math.max(reached, progress.reached)
    if (end === undefined) break
    findings.push(end)
    if (options.only || executed >= options.inputs || performance.now() - began >= (options.milliseconds ?? Infinity)) break
  }
  // What was taken over is kept already.
  const before = new Set((options.corpus ?? []).map(text))
  const fresh = new Map(kept.filter((input) => !before.has(text(input))).map((input) => [text(input), input]))
  return { executed, reached, counters, kept: [...fresh.values()], findings: distinct(findings), again, slowest, milliseconds: performance.now() - began, processor: (({ user, system }) => (user + system) / 1e6)(process.cpuUsage(beganUsing)) }
}

interface Told {
  found(finding: Finding): void
  kept(input: Uint8Array): void
  slowest(one: Slowest): void
}

/** @returns what it died of; undefined when it came to its end */
function watchOne(file: string, order: WorkOrder, state: SharedState, options: WatchOptions, told: Told): Promise<Finding | undefined> {
  const { patience = 10, heap = 768 } = options
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: heap }, execArgv: [], stdout: false })
    let ready = false
    let settled = false
    let count = state.count
    let [since, cpu] = [performance.now(), process.cpuUsage()]
    const timer = setInterval(() => {
      options.progress?.(state.progress)
      if (state.count !== count || !ready) {
        count = state.count
        since = performance.now()
        cpu = process.cpuUsage()
        return
      }
      const used = process.cpuUsage(cpu)
      const waited = (performance.now() - since) / 1000
      if ((used.user + used.system) / 1e6 < patience && waited < 6 * patience) return
      const { input } = state
      finish({ kind: 'hang', key: 'hang', message: `no end after ${Math.round(waited)} s`, input })
    }, LOOK)
    const finish = (death: Finding | undefined): void => {
      if (settled) return
      settled = true
      clearInterval(timer)
      worker.terminate().then(() => resolve(death), reject)
    }
    const fail = (error: Error): void => {
      if (settled) return
      settled = true
      clearInterval(timer)
      reject(error)
    }
    worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'ready':
          ready = true
          return
        case 'found':
          return told.found(message.finding)
        case 'kept':
          return told.kept(message.input)
        case 'done':
          told.slowest(message.slowest)
          return finish(undefined)
      }
    })
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') finish({ kind: 'memory', key: 'heap', message: `more than ${heap} MiB of heap`, input: state.input })
      else fail(error)
    })
    worker.on('exit', (code) => fail(new Error(`${order.name}: the worker ended by itself with ${code}; the last input was ${text(state.input)}`)))
  })
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.kind}: ${finding.key}`, finding])).values()]
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}
