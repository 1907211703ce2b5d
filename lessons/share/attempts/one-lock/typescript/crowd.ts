import { setTimeout as sleep } from 'node:timers/promises'
import { Process, isMainProcess } from 'multiprocessing'
import type { AcquirerProxy, BarrierProxy, DictProxy } from 'multiprocessing/managers'
import { Museum } from './museum'
import { address, authkey } from './place'

const WALKERS = 4
const VISITS = 25

type Visits = DictProxy<string, number>

/** What a walker does. Exported, for a child to find. */
export async function walk(doors: BarrierProxy, visits: Visits, lock: AcquirerProxy) {
  await doors.wait() // all go in at once
  for (let k = 0; k < VISITS; k++) {
    await lock.acquire()
    const n = await visits.get('n')
    await sleep(1) // the ticket is stamped
    await visits.set('n', n! + 1)
    await lock.release()
  }
}

if (isMainProcess()) {
  const museum = new Museum({ address, authkey })
  await museum.connect()
  const doors = await museum.Barrier(WALKERS)
  const visits = await museum.visits()
  const lock = await museum.Lock()

  const walkers: Process[] = []
  for (let k = 1; k <= WALKERS; k++) {
    walkers.push(
      new Process({ name: `walker ${k}`, target: walk, args: [doors, visits, lock] }),
    )
  }
  for (const walker of walkers) await walker.start()
  for (const walker of walkers) await walker.join()

  console.log(WALKERS * VISITS, 'went in')
  console.log(await visits.get('n'), 'were counted')
}
