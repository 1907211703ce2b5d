/** A server under trial, what its clients have done to it so far, and an honest client beside it that looks at it. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Address, AcquirerProxy, BaseProxy, DictProxy, QueueProxy } from '../../engine/managers/index.ts'
import { askServer } from '../../engine/managers/dispatch.ts'
import { QueueEmpty } from '../../engine/values/exceptions.ts'
import { CountLedger, ItemLedger } from './ledger.ts'
import { Hall, authkey, type Health } from './programs/hall.ts'
import type { ServerChild } from './child.ts'
import { Disturbance } from './disturbance.ts'
import type { Passage } from './relay.ts'

/** Objects that are for several lanes. */
export class Group {
  readonly name: string
  readonly items = new ItemLedger()
  readonly count = new CountLedger()
  queue!: QueueProxy<unknown>
  lock!: AcquirerProxy
  board!: DictProxy<string, number>
  /** Tasks that use the lock now. */
  locking = 0
  /** Whether somebody may hold the lock who will not give it back. */
  stuck = false
  #freed: (() => void)[] = []

  constructor(name: string) {
    this.name = name
  }

  /** Waits until nobody uses the lock, so that one can see whether it is held by the dead. */
  async idle(): Promise<void> {
    while (this.locking > 0) await new Promise<void>((resolve) => this.#freed.push(resolve))
  }

  left(): void {
    this.locking--
    for (const freed of this.#freed.splice(0)) freed()
  }
}

/** What a server holds for itself when nobody uses it. */
interface Baseline {
  readonly objects: number
  readonly descriptors: number | undefined
  readonly resources: Readonly<Record<string, number>>
}

/** Bytes that a server may have more at the end of a round than after its first. */
const HEAP_LEEWAY = 24 * 2 ** 20

export class Stage {
  readonly name: string
  readonly server: ServerChild
  readonly tcp: boolean
  /** Ours tells of itself, and loses less than CPython's. */
  readonly ours: boolean
  readonly groups: readonly Group[]
  /** Proxies of the honest client, and objects that only the dead still count as holders of. */
  readonly #quiet = new Map<string, QueueProxy<unknown>>()
  readonly disturbance = new Disturbance()
  readonly counts = { heldByTheDead: 0, holdersGone: 0, objectsLeft: 0 }
  /** Holders and objects that clients may have left behind. */
  mayBeLeft = 0
  heaps: number[] = []
  #health: BaseProxy | undefined
  #baseline: Baseline | undefined
  readonly #patience: number
  #turn: Promise<unknown> = Promise.resolve()
  #manager!: Hall

  private constructor(name: string, server: ServerChild, groups: readonly Group[], ours: boolean, patience: number) {
    this.#patience = patience
    this.name = name
    this.server = server
    this.ours = ours
    this.tcp = typeof server.address !== 'string'
    this.groups = groups
  }

  /**
   * @param lanes names of the lanes that will use it, each of which has a quiet queue
   * @param patience milliseconds in which it has to be as before when everybody has gone
   */
  static async open(name: string, server: ServerChild, groups: number, lanes: readonly string[], ours: boolean, patience: number): Promise<Stage> {
    const stage = new Stage(name, server, Array.from({ length: groups }, (_, nth) => new Group(`${name}${nth}`)), ours, patience)
    stage.#manager = await new Hall({ address: server.address, authkey }).connect()
    const create = (typeid: string, about: string) => stage.#manager.create(typeid, [about])
    for (const group of stage.groups) {
      group.queue = (await create('queue', group.name)) as QueueProxy<unknown>
      group.lock = (await create('lock', group.name)) as AcquirerProxy
      group.board = (await create('board', group.name)) as DictProxy<string, number>
      await group.board.set('count', 0)
    }
    for (const lane of lanes) stage.#quiet.set(lane, (await create('queue', `quiet ${lane}`)) as QueueProxy<unknown>)
    if (!ours) return stage
    stage.#health = await stage.#manager.create('health')
    const { objects, resources } = await stage.#read()
    stage.#baseline = { objects, resources, descriptors: server.descriptors }
    return stage
  }

  get address(): Address {
    return this.server.address
  }

  /** One thing at a time: then the honest client has one connection, and any other is somebody else's. */
  alone<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }

  /**
   * Whether a `get` that was not answered may have lost an item: when its answer had begun to leave the server, or over TCP may
   * have been with the system. CPython's server hands items over also where it cannot send them any more.
   */
  mayLoseItem({ gets, answeredGets }: Passage): boolean {
    return this.ours && !this.tcp ? answeredGets > 0 : gets > 0
  }

  /** An item for one who waited in vain: it must not have gone to the dead. @returns what is wrong */
  async proveQuiet(lane: string): Promise<string[]> {
    const queue = this.#quiet.get(lane)!
    return this.alone(async () => {
      const began = performance.now()
      let item: unknown
      try {
        await queue.put('afterwards')
        item = await queue.get(true, 5)
      } catch (error) {
        // Where the honest client cannot get through, nothing is proved.
        if (!(error instanceof QueueEmpty) && this.disturbance.since(began)) return []
        item = String(error)
      }
      return item === 'afterwards' ? [] : [`lost: an item went to a client that had hung up while it waited (${String(item)})`]
    })
  }

  /** Sees to a lock that may be held by the dead: it is said who held it, and anybody can release it. @returns what is wrong */
  async recover(group: Group): Promise<string[]> {
    await group.idle()
    return this.alone(async () => {
      while (group.stuck) {
        const began = performance.now()
        try {
          const wrong = await this.#free(group)
          group.stuck = false
          return wrong
        } catch (error) {
          if (!this.disturbance.since(began)) throw error
        }
      }
      return []
    })
  }

  async #free(group: Group): Promise<string[]> {
    const ident = group.lock.token.id
    for (const deadline = performance.now() + this.#patience; ; ) {
      const about = blockOf(await this.#manager.debugInfo(), ident)
      if (!about.includes('<locked')) return []
      if (!this.ours || about.includes('which has hung up')) {
        this.counts.heldByTheDead++
        await group.lock.release()
        return []
      }
      if (performance.now() > deadline) {
        await group.lock.release()
        return [`unsaid: the lock of ${group.name} is held by one who is gone, and the server does not say so: ${about}`]
      }
      await pause(10)
    }
  }

  /** Everybody is done: takes what is in the queues, and compares. @returns what is wrong */
  async settle(): Promise<string[]> {
    const wrong: string[] = []
    for (const group of this.groups) {
      group.stuck = true
      wrong.push(...(await this.recover(group)))
      await this.alone(async () => {
        for (const item of await drain(group.queue)) group.items.got(item)
        wrong.push(...group.items.settle(), ...group.count.settle((await group.board.get('count', 0))!))
      })
    }
    await this.alone(async () => {
      const stranger = await new Hall({ address: this.address, authkey }).connect()
      const list = await stranger.list([1])
      await list.append(2)
      if ((await list.len()) !== 2) wrong.push('a new client is not served right')
      await list.dispose()
    })
    if (this.ours) wrong.push(...(await this.alone(() => this.#restored())))
    this.mayBeLeft = 0
    return wrong
  }

  /** What the dead have left is counted, let go of, and then all must be as before. */
  async #restored(): Promise<string[]> {
    const baseline = this.#baseline!
    let wrong: string[] = []
    for (const deadline = performance.now() + this.#patience; ; await pause(20)) {
      const released = await this.#releaseForTheDead()
      this.counts.holdersGone += released
      if (released > this.mayBeLeft) return [`leak: ${released} holders are still counted, and only ${this.mayBeLeft} can have gone without a word`]
      this.mayBeLeft -= released
      const { connections, objects, unhandled, resources, heap } = await this.#read()
      const { descriptors } = this.server
      wrong = [
        ...(connections > 1 ? [`leak: ${connections - 1} connections are open, and nobody is there`] : []),
        ...(objects !== baseline.objects ? [`leak: ${objects} objects, ${baseline.objects} before`] : []),
        ...(descriptors !== undefined && descriptors > baseline.descriptors! ? [`leak: ${descriptors} descriptors, ${baseline.descriptors} before`] : []),
        ...Object.entries(resources)
          .filter(([kind, count]) => count > (baseline.resources[kind] ?? 0) && kind !== 'Immediate')
          .map(([kind, count]) => `leak: ${count} × ${kind} in the server, ${baseline.resources[kind] ?? 0} before`),
      ]
      if (unhandled.length > 0) return [`unhandled: ${unhandled.join('; ')}`]
      if (wrong.length === 0) {
        this.heaps.push(heap)
        if (this.heaps.length > 2 && heap > this.heaps[1]! + HEAP_LEEWAY) wrong.push(`leak: the heap has ${heap} bytes, ${this.heaps[1]} after the second round`)
        return wrong
      }
      if (performance.now() > deadline) return wrong
    }
  }

  /** Holders that died are counted for ever, as in CPython. @returns how many there were */
  async #releaseForTheDead(): Promise<number> {
    let released = 0
    const own = new Set([...this.#quiet.values(), ...this.groups.flatMap(({ queue, lock, board }) => [queue, lock, board]), this.#health!].map((proxy: BaseProxy) => proxy.token.id))
    for (const [, ident, refcount] of (await this.#manager.debugInfo()).matchAll(/^ {2}(\w+): +refcount=(\d+)$/gm)) {
      const wanted = own.has(ident!) ? 1 : 0
      for (let left = Number(refcount); left > wanted; left--) {
        await askServer(this.address, authkey, 'decref', [ident])
        released++
      }
    }
    return released
  }

  async #read(): Promise<Health> {
    const read = (await this.#health!.callMethod('read')) as ReadonlyMap<string, unknown>
    const resources = Object.fromEntries(read.get('resources') as ReadonlyMap<string, number>)
    return { ...(Object.fromEntries(read) as unknown as Health), resources }
  }

  /** Lets go of all. */
  async close(): Promise<void> {
    const proxies: (BaseProxy | undefined)[] = [...this.#quiet.values(), ...this.groups.flatMap(({ queue, lock, board }) => [queue, lock, board]), this.#health]
    for (const proxy of proxies) await proxy?.dispose()
  }
}

async function drain(queue: QueueProxy<unknown>): Promise<unknown[]> {
  const items: unknown[] = []
  for (;;) {
    try {
      items.push(await queue.getNowait())
    } catch (error) {
      if (error instanceof QueueEmpty) return items
      throw error
    }
  }
}

/** What `debug_info` says of one object. */
function blockOf(info: string, ident: string): string {
  const lines = info.split('\n')
  const from = lines.findIndex((line) => line.startsWith(`  ${ident}:`))
  const to = lines.findIndex((line, nth) => nth > from && /^ {2}\w/.test(line))
  return from < 0 ? '' : lines.slice(from, to < 0 ? undefined : to).join('\n')
}
