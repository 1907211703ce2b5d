/** What the soak's server has for everybody, and what its clients know of it. */
import { AcquirerProxy, ConditionProxy, DictProxy, EventProxy, ListProxy, NamespaceProxy, QueueProxy, SyncManager, ValueProxy } from '../../engine/managers/index.ts'
import { DictReferent } from '../../engine/managers/types/dict.ts'
import { EventReferent } from '../../engine/managers/types/event.ts'
import { ListReferent } from '../../engine/managers/types/list.ts'
import { ConditionReferent } from '../../engine/managers/types/condition.ts'
import { LockReferent } from '../../engine/managers/types/lock.ts'
import { NamespaceReferent } from '../../engine/managers/types/namespace.ts'
import { QueueReferent } from '../../engine/managers/types/queue.ts'
import { SemaphoreReferent } from '../../engine/managers/types/semaphore.ts'
import { ValueReferent } from '../../engine/managers/types/value.ts'
import { ValueError, bytes } from '../../engine/values/index.ts'

export const authkey = bytes('soaked in rain')

/** A class of the program's own, with a generator and an error. */
export class Greenhouse {
  #litres = 0

  water(litres: number): number {
    if (litres < 0) throw new ValueError('water flows down')
    return (this.#litres += litres)
  }

  *beds(count: number): Generator<string> {
    for (let bed = 0; bed < count; bed++) yield `bed ${bed}`
  }
}

/** What a client knows: names and proxies. */
export class Hall extends SyncManager {}
Hall.register('jobs', { proxytype: QueueProxy })
Hall.register('never', { proxytype: QueueProxy })
Hall.register('book', { proxytype: DictProxy })
Hall.register('rows', { proxytype: ListProxy })
Hall.register('gate', { proxytype: AcquirerProxy })
Hall.register('tally', { proxytype: ValueProxy })
Hall.register('places', { proxytype: AcquirerProxy })
Hall.register('board', { proxytype: NamespaceProxy })
Hall.register('flag', { proxytype: EventProxy })
Hall.register('bell', { proxytype: ConditionProxy })
Hall.register('Greenhouse', {})

/** What everybody shares. */
export const things = {
  jobs: new QueueReferent(1000),
  never: new QueueReferent(),
  book: new DictReferent(),
  rows: new ListReferent(),
  gate: new LockReferent(),
  tally: new ValueReferent('i', 0),
  places: new SemaphoreReferent(3),
  board: new NamespaceReferent(),
  flag: new EventReferent(),
  bell: new ConditionReferent(),
}
/** The same with the objects behind the names: the server's. */
export class OwnHall extends SyncManager {}
OwnHall.register('jobs', { callable: () => things.jobs, proxytype: QueueProxy })
OwnHall.register('never', { callable: () => things.never, proxytype: QueueProxy })
OwnHall.register('book', { callable: () => things.book, proxytype: DictProxy })
OwnHall.register('rows', { callable: () => things.rows, proxytype: ListProxy })
OwnHall.register('gate', { callable: () => things.gate, proxytype: AcquirerProxy })
OwnHall.register('tally', { callable: () => things.tally, proxytype: ValueProxy })
OwnHall.register('places', { callable: () => things.places, proxytype: AcquirerProxy })
OwnHall.register('board', { callable: () => things.board, proxytype: NamespaceProxy })
OwnHall.register('flag', { callable: () => things.flag, proxytype: EventProxy })
OwnHall.register('bell', { callable: () => things.bell, proxytype: ConditionProxy })
OwnHall.register('Greenhouse', { callable: Greenhouse, methodToTypeid: { beds: 'Iterator' } })
