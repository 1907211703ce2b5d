/** The server of histories: objects as they are, and some that are broken on purpose. Arguments: address. */
import { setImmediate as turn } from 'node:timers/promises'
import { isMainProcess } from '../../engine/process/index.ts'
import { DictReferent } from '../../engine/managers/types/dict.ts'
import { LockReferent } from '../../engine/managers/types/lock.ts'
import { QueueReferent } from '../../engine/managers/types/queue.ts'
import { AcquirerProxy, DictProxy, QueueProxy, SyncManager } from '../../engine/managers/index.ts'
import { QueueEmpty, RuntimeError } from '../../engine/values/index.ts'
import { takeOrders } from '../support/orders.ts'
import { authkey } from './address.ts'

/** Looks whether it is free, and takes it a moment later: two may come in. */
class LeakyLock extends LockReferent {
  #held = false

  override async acquire(blocking: unknown = true, timeout: unknown = -1): Promise<boolean> {
    const deadline = performance.now() + (blocking === false ? 0 : timeout === -1 || timeout === null ? Infinity : Number(timeout) * 1000)
    while (this.#held) {
      if (performance.now() >= deadline) return false
      await turn()
    }
    await turn()
    this.#held = true
    return true
  }

  override release(): void {
    if (!this.#held) throw new RuntimeError('release unlocked lock')
    this.#held = false
  }

  override locked(): boolean {
    return this.#held
  }
}

/** Looks at the first item, and takes one away a moment later: when two do, one item comes twice, another never. */
class DoublingQueue extends QueueReferent {
  readonly #items: unknown[] = []

  override async put(item: unknown, _block: unknown = true, _timeout: unknown = null): Promise<void> {
    this.#items.push(item)
  }

  override async get(block: unknown = true, timeout: unknown = null): Promise<unknown> {
    const deadline = performance.now() + (block === false ? 0 : timeout === null ? Infinity : Number(timeout) * 1000)
    while (this.#items.length === 0) {
      if (performance.now() >= deadline) throw new QueueEmpty()
      await turn()
    }
    const [item] = this.#items
    await turn()
    this.#items.shift()
    return item
  }

  override qsize(): number {
    return this.#items.length
  }
}

/** Forgets an item when somebody puts while others wait to. */
class LosingQueue extends QueueReferent {
  #putting = 0

  override async put(item: unknown, block: unknown = true, timeout: unknown = null): Promise<void> {
    this.#putting++
    await turn()
    const alone = this.#putting === 1
    this.#putting--
    if (alone) await super.put(item, block, timeout)
  }
}

/** Takes some time to put: who comes later may be earlier. */
class DisorderlyQueue extends QueueReferent {
  #nth = 0

  override async put(item: unknown, block: unknown = true, timeout: unknown = null): Promise<void> {
    const mine = super.put
    if (this.#nth++ % 2 === 0) void turn().then(turn).then(() => mine.call(this, item, block, timeout)).catch(() => undefined)
    else await super.put(item, block, timeout)
  }
}

/** Sets by writing all entries back, as they were a moment ago: what others have set in between is lost. */
class ForgetfulDict extends DictReferent {
  async setSlowly(key: unknown, value: unknown): Promise<void> {
    const before = [...this.entries]
    await turn()
    this.entries.clear()
    for (const [each, its] of before) this.entries.set(each, its)
    this.entries.set(key, value)
  }
}
Object.defineProperty(ForgetfulDict.prototype, '__setitem__', { value: ForgetfulDict.prototype.setSlowly })

/** Reads what was there at the last but one change. */
class StaleDict extends DictReferent {
  #before = new Map<unknown, unknown>()

  override __setitem__(key: unknown, value: unknown): void {
    this.#before = new Map(this.entries)
    super.__setitem__(key, value)
  }

  override get(key: unknown, fallback: unknown = null): unknown {
    return this.#before.has(key) ? this.#before.get(key) : fallback
  }
}

class Stage extends SyncManager {}
Stage.register('LeakyLock', { callable: LeakyLock, proxytype: AcquirerProxy })
Stage.register('DoublingQueue', { callable: DoublingQueue, proxytype: QueueProxy })
Stage.register('LosingQueue', { callable: LosingQueue, proxytype: QueueProxy })
Stage.register('DisorderlyQueue', { callable: DisorderlyQueue, proxytype: QueueProxy })
Stage.register('ForgetfulDict', { callable: ForgetfulDict, proxytype: DictProxy })
Stage.register('StaleDict', { callable: StaleDict, proxytype: DictProxy })

if (isMainProcess()) {
  const server = new Stage({ address: process.argv[2]!, authkey }).getServer()
  void server.serveForever()
  await server.ready
  takeOrders(() => server.connectionCount)
}
