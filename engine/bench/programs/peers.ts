/** A client of one of the libraries that one would take instead. Argument: its name. The worker is `peer-worker.ts`. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { answerAll, repeat, repeatAbreast } from './dialogue.ts'

/** Adds in the worker, and gives the total. */
type Add = (amount: number) => Promise<number>

const file = fileURLToPath(new URL('./peer-worker.js', import.meta.url))

const peers: Readonly<Record<string, () => Promise<Add>>> = {
  /** A proxy over `postMessage`. */
  async comlink() {
    // Its bundles for modules have no types of their own.
    const { wrap } = (await import('comlink/dist/esm/comlink.mjs' as string)) as typeof import('comlink')
    const { default: nodeEndpoint } = (await import('comlink/dist/esm/node-adapter.mjs' as string)) as typeof import('comlink/dist/esm/node-adapter')
    const worker = new Worker(file, { argv: ['comlink'] })
    const counter = wrap<{ add(amount: number): number }>(nodeEndpoint(worker))
    return async (amount) => counter.add(amount)
  },

  /** A pool of one thread. */
  async workerpool() {
    const { default: workerpool } = await import('workerpool')
    const pool = workerpool.pool(file, { minWorkers: 1, maxWorkers: 1, workerType: 'thread', workerThreadOpts: { argv: ['workerpool'] } })
    return async (amount) => (await pool.exec('add', [amount])) as number
  },

  /** A pool of one thread that takes many tasks at once. */
  async piscina() {
    const { Piscina } = await import('piscina')
    const pool = new Piscina<number, number>({ filename: file, name: 'add', minThreads: 1, maxThreads: 1, concurrentTasksPerWorker: 64, argv: ['piscina'] })
    return (amount) => pool.run(amount)
  },

  /** Calls over the channel of a forked process. */
  async birpc() {
    const { createBirpc } = await import('birpc')
    const child = fork(file, ['birpc'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    const rpc = createBirpc<{ add(amount: number): number }>({}, { post: (data) => void child.send(data as object), on: (listener) => void child.on('message', listener) })
    return async (amount) => rpc.add(amount)
  },
}

const [, , name = ''] = process.argv
const start = peers[name]
if (!start) throw new Error(`there is no peer ${JSON.stringify(name)}, only ${Object.keys(peers).join(', ')}`)
const add = await start()
let total = await add(0)
if (total !== 0) throw new Error(`${name} does not begin at 0 but at ${total}`)

answerAll({}, async ({ seconds, width }) => {
  if (width === 1) {
    return {
      ...(await repeat(Number(seconds), 20, async () => {
        if ((await add(1)) !== ++total) throw new Error('a call was lost or done twice')
      })),
    }
  }
  const tally = await repeatAbreast(Number(seconds), Number(width), () => add(1))
  total += tally.count
  if ((await add(0)) !== total) throw new Error('a call was lost or done twice')
  return { ...tally }
})
