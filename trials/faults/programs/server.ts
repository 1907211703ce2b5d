/**
 * The server that is harmed: `node server.js <address as JSON> [broken]`. Prints `ready <address>` when it listens.
 * On its stdin, lines: `clock <ms>` moves the time of day.
 */
import { createInterface } from 'node:readline'
import { openSync } from 'node:fs'
import type { Address, Server } from '../../../engine/managers/index.ts'
import { DictProxy, QueueProxy, SyncManager, AcquirerProxy } from '../../../engine/managers/index.ts'
import { heldBy } from '../../../engine/managers/referent.ts'
import { DictReferent } from '../../../engine/managers/types/dict.ts'
import { LockReferent } from '../../../engine/managers/types/lock.ts'
import { QueueReferent } from '../../../engine/managers/types/queue.ts'
import { jumpClock } from './clock.ts'
import { authkey } from './hall.ts'

const address = JSON.parse(process.argv[2]!) as Address
const broken = process.argv[3]

/** Ways to be wrong, so that the checks can be seen to notice: `npx vitest run trials/faults`. */
let calls = 0
function every(count: number): boolean {
  return ++calls % count === 0
}

class Queue extends QueueReferent {
  override async put(...args: [unknown]): Promise<void> {
    if (broken === 'loses' && every(5)) return
    if (broken === 'silent' && every(9)) return new Promise(() => undefined)
    if (broken === 'leaks' && every(3)) openSync('/dev/null', 'r')
    if (broken === 'dies' && every(20)) process.exit(3)
    if (broken === 'refuses' && every(9)) throw new Error('not today')
    await super.put(...args)
    if (broken === 'doubles' && every(5)) await super.put(...args)
  }
}

class Lock extends LockReferent {
  override acquire(...args: [unknown, unknown]): Promise<boolean> {
    return broken === 'unlocked' ? Promise.resolve(true) : super.acquire(...args)
  }

  override release(): void {
    if (broken !== 'unlocked') super.release()
  }
}
if (broken === 'discreet') Object.defineProperty(Lock.prototype, heldBy, { value: () => [] })

/** One thing for each name, made when it is first asked for. */
function shared<T>(make: () => T): (name: unknown) => T {
  const made = new Map<unknown, T>()
  return (name) => {
    if (!made.has(name)) made.set(name, make())
    return made.get(name)!
  }
}

const unhandled: string[] = []
process.on('unhandledRejection', (error) => void unhandled.push(String((error as Error | undefined)?.stack ?? error)))

class HealthReport {
  read(): Readonly<Record<string, unknown>> {
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    const resources: Record<string, number> = {}
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
    return { connections: server.connectionCount, objects: server.objects.size, heap: heapUsed + external, resources, unhandled }
  }
}

class Owner extends SyncManager {}
Owner.register('queue', { callable: shared(() => new Queue()), proxytype: QueueProxy })
Owner.register('lock', { callable: shared(() => new Lock()), proxytype: AcquirerProxy })
Owner.register('board', { callable: shared(() => new DictReferent()), proxytype: DictProxy })
const health = new HealthReport()
Owner.register('health', { callable: () => health, exposed: ['read'] })

const server: Server = new Owner({ address, authkey }).getServer()
const served = server.serveForever()
await server.ready
console.log(`ready ${JSON.stringify(server.address)}`)
const input = createInterface({ input: process.stdin })
input.on('line', (line) => {
  const [, ms] = /^clock (-?\d+)$/.exec(line) ?? []
  if (ms !== undefined) jumpClock(Number(ms))
})
// Who started it is gone.
input.on('close', () => server.stop())
await served
process.exit(0)
