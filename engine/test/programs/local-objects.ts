/** Uses the objects of a LocalManager, in itself and in children, as its first argument says. Its children import it again. */
import { existsSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LocalManager, SyncManager } from '../../managers/index.ts'
import { currentProcess, isMainProcess } from '../../process/current-process.ts'
import { Process } from '../../process/process.ts'
import { ManagerGuard } from '../../shared-memory/local/manager-guard.ts'
import { Condition, Event, Lock, Queue, RLock, type SharedArray, type SharedStruct, type SharedValue } from '../../shared-memory/index.ts'
import { tuple } from '../../values/index.ts'

const say = (...values: readonly unknown[]): void => console.log(values.map(String).join(' '))

/** Says which segments and semaphores this process has mapped now. */
function sayMapped(): void {
  const maps = process.platform === 'linux' ? readFileSync('/proc/self/maps', 'latin1') : ''
  say('mapped', ...new Set([...maps.matchAll(/\/dev\/shm\/(\S+)/g)].map(([, name]) => name)))
}

export function fill(value: SharedValue<number>, struct: SharedStruct, array: SharedArray): void {
  value.value = 42
  struct.value = tuple(1729, 2.75)
  for (let index = 0; index < array.length; index++) array[index]! *= 2
}

export async function count(value: SharedValue<number>, lock: Lock | RLock, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await lock.acquire()
    value.value += 1
    lock.release()
  }
}

/** Acquires it, says so, and keeps it until it is killed. */
export async function keep(lock: Lock | RLock, has: Event): Promise<void> {
  await lock.acquire()
  await has.set()
  setInterval(() => undefined, 60_000)
}

export function dieInside(name: string, recordName: string): void {
  ManagerGuard.attach(name, recordName).runNow(() => process.kill(process.pid, 'SIGKILL'))
}

export async function waitFor(condition: Condition, out: Queue<string>): Promise<void> {
  await condition.acquire()
  say('waiting', process.pid)
  // The lock goes with the waiting, after this.
  const notified = await condition.wait()
  condition.release()
  await out.put(`${currentProcess().name} ${notified}`)
}

export async function waitForSet(event: Event, out: Queue<string>): Promise<void> {
  await out.put(`${currentProcess().name} ${await event.wait()}`)
}

export async function take(queue: Queue<unknown>, waits: Event): Promise<void> {
  const taking = queue.get()
  // Its place among those who wait is taken in this turn.
  await new Promise(setImmediate)
  sayMapped()
  await waits.set()
  say('got', await taking)
}

export async function relay(from: Queue<number>, to: Queue<number>, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await to.put((await from.get()) * 2)
}

async function started(target: (...args: never[]) => unknown, ...args: unknown[]): Promise<Process> {
  const child = new Process({ target, args })
  await child.start()
  return child
}

const refused = async (attempt: Promise<unknown> | (() => unknown)): Promise<void> => {
  await Promise.resolve()
    .then(() => (typeof attempt === 'function' ? attempt() : attempt))
    .then((result) => say('not refused:', result))
    .catch((error: Error) => say(`${error.name}: ${error.message}`))
}

const manager = new LocalManager()

const scenarios: Readonly<Record<string, (...args: string[]) => unknown>> = {
  async shares() {
    const value = manager.SharedValue('i', 0)
    const struct = manager.SharedStruct('id', [0, 0])
    const array = manager.SharedArray('d', [0, 1, 2, 3, 4])
    await (await started(fill, value, struct, array)).join()
    say(value, struct, array)
  },
  async counts(times = '20000') {
    for (const lock of [manager.Lock(), manager.RLock()]) {
      const value = manager.SharedValue('q', 0)
      const child = await started(count, value, lock, Number(times))
      await count(value, lock, Number(times))
      await child.join()
      say(value.value, lock)
    }
  },
  async keepsUntilKilled() {
    for (const lock of [manager.Lock(), manager.RLock()]) {
      const has = manager.Event()
      const child = await started(keep, lock, has)
      // Not as soon as it is locked: a holder that is killed before it could say who it is nobody can name.
      await has.wait()
      const waiting = refused(lock.acquire())
      child.kill()
      await waiting
      await child.join()
      await refused(lock.acquire(true, 0.5))
      lock.release()
      say(await lock.acquire(false), lock)
      lock.release()
    }
  },
  async takesOver() {
    const guard = ManagerGuard.create()
    await (await started(dieInside, guard.name, guard.recordName)).join()
    say(await guard.run(() => 'taken over'), guard.runNow(() => 'given back'))
    await (await started(dieInside, guard.name, guard.recordName)).join()
    say(guard.runNow(() => 'taken over at once'))
  },
  async notifies() {
    const condition = manager.Condition()
    const out = manager.Queue<string>()
    const children = []
    for (let child = 0; child < 3; child++) {
      children.push(await started(waitFor, condition, out))
      // It waits as soon as it has given the lock up.
      for (let waits = false; !waits; ) {
        await condition.acquire()
        waits = String(condition).endsWith(`, ${child + 1})>`)
        condition.release()
      }
    }
    children[0]!.kill()
    await children[0]!.join()
    await condition.acquire()
    condition.notify(1)
    condition.release()
    say(await out.get())
    await condition.acquire()
    condition.notifyAll()
    condition.release()
    say(await out.get())
    for (const child of children) await child.join()
  },
  async sets() {
    const event = manager.Event()
    const out = manager.Queue<string>()
    const children = [await started(waitForSet, event, out), await started(waitForSet, event, out)]
    await event.set()
    say([await out.get(), await out.get()].sort())
    for (const child of children) await child.join()
    await event.clear()
    say(event.isSet(), await event.wait(0.01))
  },
  async passesItems(times = '2000') {
    const [there, back] = [manager.Queue<number>(10), manager.Queue<number>()]
    const child = await started(relay, there, back, Number(times))
    let sum = 0
    const putting = (async () => {
      for (let item = 0; item < Number(times); item++) await there.put(item)
    })()
    for (let item = 0; item < Number(times); item++) {
      const got = await back.get()
      if (got !== 2 * item) throw new Error(`item ${item} came as ${got}`)
      sum += got
    }
    await putting
    await child.join()
    say(sum, there.empty(), back.empty())
  },
  async losesATaker() {
    const queue = manager.Queue<string>()
    const waits = manager.Event()
    const first = await started(take, queue, waits)
    await waits.wait()
    first.kill()
    await first.join()
    await waits.clear()
    const second = await started(take, queue, waits)
    await waits.wait()
    await queue.put('kept')
    await second.join()
    say(queue.qsize())
  },
  async inherits() {
    await using server = await new SyncManager().start()
    await using queue = await server.Queue()
    await refused(queue.put(manager.Lock()))
    await refused(queue.put([manager.SharedArray('i', [1])]))
    await refused(manager.Queue().put(manager.Event()))
  },
  async leaves() {
    say(manager.Lock(), manager.SharedValue('i', 1), manager.SharedArray('d', [1, 2]))
    const queue = manager.Queue()
    for (let item = 0; item < 5; item++) await queue.put(new Uint8Array(100_000))
    await manager.Event().set()
    sayMapped()
  },
  async throws() {
    await scenarios['leaves']!()
    throw new Error('no water')
  },
  async waits() {
    await scenarios['leaves']!()
    const condition = manager.Condition()
    await condition.acquire()
    const waiting = condition.wait()
    sayMapped()
    say('waits')
    await waiting
  },
  async disposes() {
    const things = [manager.Lock(), manager.Semaphore(2), manager.SharedValue('i', 1), manager.SharedArray('d', [1]), manager.Condition(), manager.Event(), manager.Queue()]
    await (things.at(-1) as Queue).put(new Uint8Array(100_000))
    sayMapped()
    for (const thing of things) thing.dispose()
    say('disposed of')
    setInterval(() => undefined, 60_000)
  },
  async drops() {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const names = (() => {
      const other = new LocalManager()
      const lock = other.Lock()
      const condition = other.Condition()
      const value = other.SharedValue('i', 1)
      const event = other.Event()
      return [`sem.${lock.name.slice(1)}`, ...[lock.recordName!, condition.name, value.name, event.name, other.Queue().name, value.guard.recordName].map((name) => name.slice(1))]
    })()
    say(names.filter((name) => existsSync(`/dev/shm/${name}`)).length)
    // Collected things are told of in turns of their own.
    while (names.some((name) => existsSync(`/dev/shm/${name}`))) {
      collect()
      await new Promise(setImmediate)
    }
    say('dropped')
  },
}

if (isMainProcess() && process.argv[2] !== undefined) await scenarios[process.argv[2]]!(...process.argv.slice(3))
