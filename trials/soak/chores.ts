/**
 * The mixed work of a soak, in TypeScript: each chore checks what it gets and leaves nothing behind. `chores.py` does the same
 * in Python.
 */
import { connect } from 'node:net'
import { AuthenticationError } from '../../engine/errors.ts'
import { RemoteError, task, type AcquirerProxy, type BaseProxy, type ConditionProxy, type DictProxy, type EventProxy, type ListProxy, type NamespaceProxy, type QueueProxy, type ValueProxy } from '../../engine/managers/index.ts'
import { currentProcess } from '../../engine/process/index.ts'
import { ShareableList, SharedMemory } from '../../engine/shared-memory/index.ts'
import { IndexError, KeyError, QueueEmpty, ValueError, bytes, equals, repr } from '../../engine/values/index.ts'
import { Random } from '../../engine/test/support/random.ts'
import { Hall, authkey } from './hall.ts'

/** What was done, for the sum at the end. */
export interface Done {
  chores: number
  /** Sum of the numbers put into the jobs, and of those taken out. */
  put: number
  taken: number
  /** How often the tally was raised by one. */
  raised: number
}

/** Proxies of what everybody shares. */
interface Shared {
  readonly jobs: QueueProxy<[number, unknown]>
  readonly book: DictProxy<string, unknown>
  readonly rows: ListProxy<number>
  readonly gate: AcquirerProxy
  readonly tally: ValueProxy<number>
  readonly places: AcquirerProxy
  readonly board: NamespaceProxy
  readonly flag: EventProxy
  readonly bell: ConditionProxy
}

export class Chores implements AsyncDisposable {
  readonly done: Done = { chores: 0, put: 0, taken: 0, raised: 0 }
  readonly #manager: Hall
  readonly #shared: Shared
  readonly #random: Random
  readonly #name: string

  static async connect(address: string, name: string, seed: number): Promise<Chores> {
    // Proxies that come out of others know no other key.
    currentProcess().authkey = authkey
    const manager = await new Hall({ address, authkey }).connect()
    const names = ['jobs', 'book', 'rows', 'gate', 'tally', 'places', 'board', 'flag', 'bell'] as const
    const proxies: [string, BaseProxy][] = []
    for (const each of names) proxies.push([each, await manager.create(each)])
    return new Chores(manager, Object.fromEntries(proxies) as unknown as Shared, new Random(seed, true), name)
  }

  private constructor(manager: Hall, shared: Shared, random: Random, name: string) {
    this.#manager = manager
    this.#shared = shared
    this.#random = random
    this.#name = name
  }

  /** Each of them once: nobody is left out of a short run. */
  async all(): Promise<void> {
    for (const name of CHORES) await this.#do(name)
  }

  /** One of them, the cheap ones more often. */
  async one(): Promise<void> {
    let drawn = this.#random.next() * TOTAL
    for (const [name, weight] of Object.entries(WEIGHTS) as [Chore, number][]) {
      drawn -= weight
      if (drawn <= 0) return this.#do(name)
    }
  }

  async #do(name: Chore): Promise<void> {
    try {
      await this[name]()
    } catch (error) {
      throw new Error(`the chore ${name} of ${this.#name} failed`, { cause: error })
    }
    this.done.chores++
  }

  async queue(size = 0): Promise<void> {
    const { jobs } = this.#shared
    const number = this.#random.below(1000)
    await jobs.put([number, size === 0 ? this.#name : new Uint8Array(size).fill(number)])
    this.done.put += number
    // Somebody has put before each get: there is always one for everybody.
    const [taken] = await jobs.get(true, 30)
    this.done.taken += taken
  }

  bigPayload(): Promise<void> {
    return this.queue(1 << (16 + this.#random.below(5)))
  }

  async dict(): Promise<void> {
    const { book } = this.#shared
    const key = `${this.#name} ${this.#random.below(50)}`
    const value = [this.#random.below(1000), key]
    await book.set(key, value)
    check(await book.item(key), value)
    if (this.#random.below(4) === 0) check(await book.pop(key), value)
  }

  async list(): Promise<void> {
    const { rows } = this.#shared
    await rows.append(this.#random.below(1000))
    await rows.slice(-3)
    await rows.get(-1)
    await rows.pop(0)
  }

  async lock(): Promise<void> {
    const { gate, tally } = this.#shared
    await using _ = await gate.hold()
    await tally.set((await tally.get()) + 1)
    this.done.raised++
  }

  async semaphore(): Promise<void> {
    await using _ = await this.#shared.places.hold()
    await this.#shared.rows.len()
  }

  async namespace(): Promise<void> {
    const { board } = this.#shared
    const name = this.#name.replaceAll(/\W/g, '_')
    const value = this.#random.below(1000)
    await board.set(name, value)
    check(await board.get(name), value)
  }

  async events(): Promise<void> {
    const { flag } = this.#shared
    await flag.set()
    await flag.isSet()
    await flag.clear()
    await flag.wait(0.005)
  }

  async condition(): Promise<void> {
    const { bell } = this.#shared
    await task(async () => {
      await using _ = await bell.hold()
      if (this.#random.below(2) === 0) await bell.notifyAll()
      else await bell.wait(0.005)
    })
  }

  async objects(): Promise<void> {
    const count = 1 + this.#random.below(4)
    for (let nth = 0; nth < count; nth++) {
      const kinds: readonly (() => Promise<BaseProxy>)[] = [
        () => this.#manager.list([1, 2, 3]), () => this.#manager.dict({ a: 1 }), () => this.#manager.set([1, 2]), () => this.#manager.Namespace({ a: 1 }),
        () => this.#manager.Lock(), () => this.#manager.RLock(), () => this.#manager.Semaphore(2), () => this.#manager.BoundedSemaphore(2),
        () => this.#manager.Condition(), () => this.#manager.Event(), () => this.#manager.Barrier(2), () => this.#manager.Queue(3),
        () => this.#manager.JoinableQueue(), () => this.#manager.Value('i', 7), () => this.#manager.SharedValue('i', 7),
        () => this.#manager.SharedStruct('id', [1, 2.5]), () => this.#manager.SharedArray('i', [1, 2]),
      ]
      await using made = await this.#random.pick(kinds)()
      await made.str()
    }
  }

  async array(): Promise<void> {
    await using array = await this.#manager.Array('i', [1, 2, 3, 4])
    await array.set(1, 20)
    check(await array.slice(), [1, 20, 3, 4])
  }

  async nested(): Promise<void> {
    await using outer = await this.#manager.list<BaseProxy>()
    {
      await using inner = await this.#manager.dict({ a: 1 })
      await outer.append(inner)
    }
    await using back = (await outer.get(0)) as DictProxy<string, number>
    check(await back.item('a'), 1)
  }

  async rlock(): Promise<void> {
    await task(async () => {
      await using lock = await this.#manager.RLock()
      await lock.acquire()
      await lock.acquire(false)
      await lock.release()
      await lock.release()
    })
  }

  async barrier(): Promise<void> {
    await using barrier = await this.#manager.Barrier(2)
    const turns = await Promise.all([barrier.wait(30), barrier.wait(30)])
    check(turns.sort(), [0, 1])
  }

  async handedOver(): Promise<void> {
    await using queue = await this.#manager.JoinableQueue<number>(1)
    const taking = queue.get(true, 30)
    await queue.put(5)
    check(await taking, 5)
    await queue.taskDone()
    await queue.join()
  }

  async atOnce(): Promise<void> {
    const { rows } = this.#shared
    await Promise.all(Array.from({ length: 6 }, () => rows.len()))
  }

  async connections(): Promise<void> {
    const own = await new Hall({ address: this.#address, authkey }).connect()
    if ((await own.numberOfObjects()) < 1) throw new Error('expected objects, there are none')
  }

  async strangers(): Promise<void> {
    await fails(AuthenticationError, () => new Hall({ address: this.#address, authkey: bytes('guessed') }).connect())
    const socket = connect(this.#address)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    socket.destroy()
  }

  async errors(): Promise<void> {
    const { book, rows, jobs } = this.#shared
    await fails(KeyError, () => book.item('nowhere'))
    await fails(IndexError, () => rows.get(1_000_000))
    await fails(RemoteError, () => jobs.callMethod('steal'))
    await using empty = await this.#manager.Queue()
    await fails(QueueEmpty, () => empty.getNowait())
    await using house = await this.#manager.create('Greenhouse')
    await fails(ValueError, () => house.callMethod('water', [-1]))
  }

  async iterators(): Promise<void> {
    await using house = await this.#manager.create('Greenhouse')
    await using beds = (await house.callMethod('beds', [4])) as AsyncIterable<string> & BaseProxy
    const seen: string[] = []
    for await (const bed of beds) {
      seen.push(bed)
      if (seen.length === 3) break
    }
    check(seen, ['bed 0', 'bed 1', 'bed 2'])
    await using dict = await this.#manager.dict({ a: 1, b: 2 })
    const keys: string[] = []
    for await (const key of dict) keys.push(key)
    check(keys, ['a', 'b'])
  }

  async sharedMemory(): Promise<void> {
    const memory = new SharedMemory({ create: true, size: 65_536 })
    const same = new SharedMemory(memory.name)
    memory.buf[7] = 42
    check(same.buf[7], 42)
    const list = new ShareableList(['basil', 3, null])
    check(list[1], 3)
    same.close()
    for (const each of [memory, list.shm]) {
      each.close()
      each.unlink()
    }
  }

  async pool(): Promise<void> {
    await using pool = await this.#manager.Pool(1)
    check(await pool.map({ module: new URL('./square.ts', import.meta.url), name: 'square' }, [1, 2, 3]), [1, 4, 9])
    await pool.close()
    await pool.join()
  }

  get #address(): string {
    return this.#manager.address as string
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const proxy of Object.values(this.#shared) as BaseProxy[]) await proxy.dispose()
  }
}

/** How often, in proportion. */
const WEIGHTS = {
  queue: 60, dict: 60, list: 60, lock: 40, semaphore: 30, namespace: 30, events: 20, condition: 20, objects: 20, array: 10, nested: 10, rlock: 10,
  barrier: 6, handedOver: 10, atOnce: 10, connections: 10, strangers: 4, errors: 12, iterators: 8, sharedMemory: 10, bigPayload: 6, pool: 0.1,
} as const
type Chore = keyof typeof WEIGHTS
const CHORES = Object.keys(WEIGHTS) as Chore[]
const TOTAL = Object.values(WEIGHTS).reduce<number>((sum, weight) => sum + weight, 0)

function check(got: unknown, expected: unknown): void {
  if (!equals(got, expected)) throw new Error(`expected ${repr(expected)}, got ${repr(got)}`)
}

async function fails(type: new (...args: never[]) => Error, act: () => Promise<unknown>): Promise<void> {
  const error = await act().then(() => undefined, (caught: unknown) => caught)
  if (!(error instanceof type)) throw new Error(`expected ${type.name}, got ${error instanceof Error ? `${error.name}: ${error.message}` : repr(error)}`)
}
