/** What runs in the worker: the target, with everything that it must not reach behind guards. */
import { parentPort, workerData } from 'node:worker_threads'
import { Explorer } from './explorer.ts'
import type { Slowest } from './explorer.ts'
import type { Finding } from './finding.ts'
import { Guards } from './guards.ts'
import { Random } from './random.ts'
import { SharedState } from './shared.ts'
import type { Target } from './target.ts'

/** What a worker is started with. */
export interface WorkOrder {
  readonly root: string
  readonly shared: SharedArrayBuffer
  readonly name: string
  readonly seed: number
  /** How many inputs, those to begin with included; or until when, in milliseconds from the start. */
  readonly inputs: number
  readonly milliseconds: number
  /** How many counters there are; 0: unguided. */
  readonly counters: number
  /** Kept before; tried first, after the seeds. */
  readonly corpus: readonly Uint8Array[]
  /** Try these and nothing else. */
  readonly only: boolean
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'found'; readonly finding: Finding }
  | { readonly kind: 'kept'; readonly input: Uint8Array }
  | { readonly kind: 'done'; readonly slowest: Slowest }

export async function work(target: Target): Promise<void> {
  const order = workerData as WorkOrder
  const port = parentPort!
  const say = (message: WorkerMessage): void => port.postMessage(message)
  const state = new SharedState(order.shared)
  const seeds = target.seeds(order.root)
  const guards = new Guards()
  const bytes = (globalThis as { readonly __fuzzCounters?: Uint8Array }).__fuzzCounters
  if (order.counters > 0 && !bytes) throw new Error(`${order.name}: no module of it has counters`)
  const explorer = new Explorer(target, {
    random: new Random(order.seed, order.name),
    counters: order.counters > 0 ? { bytes: bytes!, used: order.counters } : undefined,
    guards,
    trying: (input) => state.trying(input),
    found: (finding) => say({ kind: 'found', finding }),
    kept: (input) => say({ kind: 'kept', input }),
  })
  const loose = (error: unknown): void => {
    explorer.loose ??= error ?? 'undefined'
  }
  process.on('unhandledRejection', loose)
  process.on('uncaughtException', loose)
  const tell = (): void => state.tell({ executed: explorer.executed, reached: explorer.reached, corpus: explorer.corpusSize, again: explorer.again })
  const until = performance.now() + order.milliseconds
  // Whoever watches ends it: also a target that waits for what never comes, with nothing left to do.
  setInterval(() => {}, 1 << 30)
  guards.putUp()
  say({ kind: 'ready' })
  await explorer.begin(order.only ? order.corpus : [...seeds, ...order.corpus])
  tell()
  if (!order.only) {
    await explorer.explore(() => {
      tell()
      return explorer.executed >= order.inputs || performance.now() >= until
    })
  }
  tell()
  say({ kind: 'done', slowest: explorer.slowest })
}
