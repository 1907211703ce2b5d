/** A client of a soak that does mixed work at a pace. Arguments: address, name, seed. */
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SyncManager } from '../../engine/managers/index.ts'
import { takeOrders } from '../support/orders.ts'
import { Random } from '../../engine/test/support/random.ts'
import { Chores, type Done } from './chores.ts'
import { Hall, authkey } from './hall.ts'

/**
 * `work` until told to finish, at so many chores a second; `visit`: so many chores and no more; `wait`: for an item that never
 * comes. `rate` 0 is as fast as it goes.
 */
export type ClientOrder =
  | { readonly kind: 'work'; readonly rate: number }
  | { readonly kind: 'finish' }
  | { readonly kind: 'visit'; readonly chores: number }
  | { readonly kind: 'wait' }
  | { readonly kind: 'done'; readonly collect: boolean }

/** What a client has done, and bytes of its heap after a garbage collection, where one was asked for. */
export interface ClientState extends Done {
  readonly heapKept?: number | null
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const [, , address, name, seed] = process.argv
const random = new Random(Number(seed), true)
let chores: Chores | undefined
let finishing = false
let working: Promise<void> | undefined

async function work(rate: number): Promise<void> {
  for (let next = performance.now(); !finishing; ) {
    await chores!.one()
    if (rate === 0) continue
    // By the clock, so that a slow chore is made up for; but not by a flood.
    next = Math.max(next + (random.next() * 2000) / rate, performance.now() - 1000)
    if (next > performance.now()) await delay(next - performance.now())
  }
}

async function begin(): Promise<Chores> {
  chores = await Chores.connect(address!, name!, Number(seed))
  return chores
}

async function finish(): Promise<Done> {
  finishing = true
  await working
  await chores![Symbol.asyncDispose]()
  return chores!.done
}

takeOrders(async (order: ClientOrder): Promise<ClientState | null> => {
  switch (order.kind) {
    case 'work':
      await (await begin()).all()
      working = work(order.rate)
      working.catch(() => undefined) // Told when it is asked for.
      return null
    case 'finish':
      return finish()
    case 'visit':
      await begin()
      for (let nth = 0; nth < order.chores; nth++) await chores!.one()
      return finish()
    case 'wait': {
      const hall = (await new Hall({ address: address!, authkey }).connect()) as SyncManager
      const never = await hall.create('never')
      void never.callMethod('get').catch(() => undefined)
      return null
    }
    case 'done':
      // A chore that failed has ended the work: it is said at once.
      await Promise.race([working, Promise.resolve()])
      if (order.collect) collect()
      return { ...chores!.done, heapKept: order.collect ? process.memoryUsage().heapUsed : null }
  }
})
