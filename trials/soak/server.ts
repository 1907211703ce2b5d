/**
 * The server of a soak. Arguments: address, and what to lose on purpose at each sample, for the test in which the checks fail:
 * `descriptors`, `objects`, `memory`, `timers`, with commas between.
 */
import { openSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainProcess } from '../../engine/process/index.ts'
import { takeOrders } from '../support/orders.ts'
import { OwnHall, authkey, things } from './hall.ts'

/** What a server says of itself. Sizes in bytes. */
export interface ServerState {
  readonly heapUsed: number
  /** After a garbage collection, where one was asked for. */
  readonly heapKept: number | null
  readonly external: number
  readonly objects: number
  readonly connections: number
  /** Of the event loop, without timers. */
  readonly handles: number
  readonly timers: number
}

export type ServerOrder = { readonly kind: 'state'; readonly collect: boolean } | { readonly kind: 'left' | 'tally' } | { readonly kind: 'stop' }

// A pool's worker runs this file again.
if (isMainProcess()) await main(process.argv[2]!, process.argv[3])

async function main(address: string, leak: string | undefined): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const server = new OwnHall({ address, authkey }).getServer()
  const served = server.serveForever()
  await server.ready
  const lost: unknown[] = []

  const state = (withCollection: boolean): ServerState => {
    for (const what of leak?.split(',') ?? []) lose(what)
    const { heapUsed, external } = process.memoryUsage()
    let heapKept: number | null = null
    if (withCollection) {
      collect()
      heapKept = process.memoryUsage().heapUsed
    }
    const resources = process.getActiveResourcesInfo()
    const timers = resources.filter((name) => name === 'Timeout' || name === 'Immediate').length
    return { heapUsed, heapKept, external, objects: server.objects.size, connections: server.connectionCount, handles: resources.length - timers, timers }
  }

  const lose = (what: string): void => {
    switch (what) {
      case 'descriptors':
        openSync('/dev/null', 'r')
        return
      case 'objects':
        server.objects.incref(server.objects.add('list', [], [], undefined).ident)
        return
      case 'memory':
        lost.push(Array.from({ length: 100_000 }, (_, nth) => nth + 0.5))
        return
      case 'timers':
        setInterval(() => lost, 1e9)
        return
      default:
        throw new Error(`there is no leak of ${what}: expected descriptors, objects, memory or timers`)
    }
  }

  takeOrders(async (order: ServerOrder) => {
    switch (order.kind) {
      case 'state':
        return state(order.collect)
      case 'left':
        return server.objects.held().map(({ record, refcount }) => `${record.typeid}, ${refcount} holders`)
      case 'tally':
        return things.tally.get()
      case 'stop':
        server.stop()
        await served
        return null
    }
  })
}
