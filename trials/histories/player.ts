/** One who plays a part in histories. Arguments: address. It says of each call when it begins and when it has ended. */
import { setTimeout as delay } from 'node:timers/promises'
import { AcquirerProxy, BaseProxy, ConditionProxy, SyncManager, Token, task } from '../../engine/managers/index.ts'
import { takeOrders } from '../support/orders.ts'
import { authkey } from './address.ts'
import { jsonOf } from './json.ts'
import type { Outcome } from './history.ts'
import type { PlayerEvent, PlayerOrder } from './orders.ts'

const address = process.argv[2]!
const manager = await new SyncManager({ address, authkey }).connect()
// While there is a proxy, connections are kept.
await manager.list()

const say = (event: PlayerEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`)
/** Connections are asked for whom they are by the class of the proxy. */
const classes: Readonly<Record<string, typeof BaseProxy>> = { RLock: AcquirerProxy, Condition: ConditionProxy }

takeOrders(async ({ typeid, ident, calls, at }: PlayerOrder) => {
  const proxy = new (classes[typeid] ?? BaseProxy)(new Token(typeid, address, ident), { authkey })
  // Each part is a task of its own: what it holds is nobody else's.
  await task(async () => {
    await until(at)
    for (const { method, args, pause = 0, untilRefused = false } of calls) {
      if (pause > 0) await delay(pause)
      for (let again = true; again; ) {
        say({ call: method, args, time: now() })
        let ending: Outcome
        try {
          ending = { value: jsonOf(await proxy.callMethod(method, args)) }
        } catch (error) {
          ending = { error: (error as Error).name }
        }
        say({ end: method, time: now(), ...ending })
        again = untilRefused && 'value' in ending && ending.value !== false
      }
    }
  })
  return null
})

function now(): number {
  return Number(process.hrtime.bigint())
}

/** All begin at the same time, as near as that can be. */
async function until(time: number): Promise<void> {
  const left = (time - now()) / 1e6 - 1
  if (left > 0) await delay(left)
  while (now() < time);
}
