/** The worker of `peers.ts`: a counter, offered as the library in the argument has it. */
import { parentPort } from 'node:worker_threads'

let total = 0

/** Adds, and gives the total. Piscina takes it by this name. */
export function add(amount: number): number {
  return (total += amount)
}

switch (process.argv.at(-1)) {
  case 'comlink': {
    const { expose } = (await import('comlink/dist/esm/comlink.mjs' as string)) as typeof import('comlink')
    const { default: nodeEndpoint } = (await import('comlink/dist/esm/node-adapter.mjs' as string)) as typeof import('comlink/dist/esm/node-adapter')
    expose({ add }, nodeEndpoint(parentPort!))
    break
  }
  case 'workerpool': {
    const { default: workerpool } = await import('workerpool')
    workerpool.worker({ add })
    break
  }
  case 'birpc': {
    const { createBirpc } = await import('birpc')
    createBirpc({ add }, { post: (data) => void process.send!(data), on: (listener) => void process.on('message', listener) })
    process.on('disconnect', () => process.exit(0))
    break
  }
  case 'piscina':
    break
  default:
    throw new Error(`nothing is known of ${process.argv.at(-1)}`)
}
