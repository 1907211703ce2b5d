import { Process, isMainProcess } from 'multiprocessing'
import type { BarrierProxy, ProxyOf } from 'multiprocessing/managers'
import type { Gate } from './gate'
import { Museum } from './museum'
import { address, authkey } from './place'

const WALKERS = 4
const VISITS = 25

/** What a walker does. Exported, for a child to find. */
export async function walk(doors: BarrierProxy, gate: ProxyOf<Gate>) {
  await doors.wait() // all go in at once
  for (let k = 0; k < VISITS; k++) {
    await gate.enter()
  }
}

if (isMainProcess()) {
  const museum = new Museum({ address, authkey })
  await museum.connect()
  const doors = await museum.Barrier(WALKERS)
  const gate = await museum.gate()

  for (let k = 0; k < WALKERS * VISITS; k++) await gate.enter()

  console.log(WALKERS * VISITS, 'went in')
  console.log(await gate.count(), 'were counted')
}
