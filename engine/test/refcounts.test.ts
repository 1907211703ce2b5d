/**
 * Random clients in two languages create, pass, store, fetch and drop shared objects, and are killed; a model that only
 * counts says after each step what the server must hold. At the end it holds nothing.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { askServer } from '../managers/dispatch.ts'
import { LiveServer, authkey } from './support/live-server.ts'
import { amount, report, timeLimit } from './support/profile.ts'
import { pythonsOf, useProcesses, type Processes, type Program } from './support/processes.ts'
import { Random } from './support/random.ts'

const processes = useProcesses()

/** A shared object, as the model knows it. */
interface Thing {
  readonly kind: 'list' | 'queue'
  readonly ident: string
  readonly tag: string
  /** Things that a list holds behind its tag, or a queue. */
  readonly inside: Thing[]
}

/** A client process and the proxies that it has, by name. */
class Holder {
  readonly held = new Map<string, Thing>()
  readonly #program: Program
  #answers = 0

  constructor(program: Program) {
    this.#program = program
  }

  static async start(processes: Processes, live: LiveServer, python: string | undefined): Promise<Holder> {
    const args = [live.address as string, Buffer.from(authkey).toString('hex')]
    const program = python
      ? processes.start(python, ['-u', new URL('./programs/python/holder.py', import.meta.url).pathname, ...args])
      : processes.node(new URL('./programs/holder.ts', import.meta.url), args)
    const holder = new Holder(program)
    await holder.#answer()
    return holder
  }

  async ask(act: string, ...parts: (string | number)[]): Promise<unknown> {
    this.say(act, ...parts)
    return this.#answer()
  }

  say(act: string, ...parts: (string | number)[]): void {
    this.#program.type(`${JSON.stringify([act, ...parts.map(String)])}\n`)
  }

  async kill(): Promise<void> {
    this.#program.kill()
    await this.#program.exited
  }

  async #answer(): Promise<unknown> {
    const nth = this.#answers++
    const [, line] = await this.#program.line(new RegExp(`^(?:.*\\n){${nth}}(.*)\\n`))
    const answer: unknown = JSON.parse(line!)
    if (typeof answer === 'object' && answer !== null) throw new Error(`a client failed: ${line}`)
    return answer
  }
}

class World {
  readonly holders: Holder[] = []
  /** Holders that were killed keep what they held: nobody says otherwise to the server, in CPython neither. */
  readonly orphans: Thing[] = []
  readonly idents = new Set<string>()
  readonly tally: Record<string, number> = {}
  readonly #live: LiveServer
  readonly #random: Random
  readonly #base: ReadonlyMap<string, number>
  #names = 0

  constructor(live: LiveServer, random: Random) {
    this.#live = live
    this.#random = random
    this.#base = this.#counts()
  }

  /** One random step, and the check of what the server holds. */
  async step(): Promise<void> {
    const holder = this.#random.pick(this.holders)
    const entries = [...holder.held]
    const lists = entries.filter(([, thing]) => thing.kind === 'list')
    const queues = entries.filter(([, thing]) => thing.kind === 'queue')
    const choice = this.#random.next()
    if (entries.length < 2 || (choice < 0.15 && entries.length < 12)) await this.#create(holder)
    else if (choice < 0.3 && lists.length > 1) await this.#store(holder, this.#random.pick(lists), this.#random.pick(lists))
    else if (choice < 0.5 && lists.length > 0) await this.#fetch(holder, this.#random.pick(lists))
    else if (choice < 0.58 && lists.length > 0) await this.#remove(holder, this.#random.pick(lists))
    else if (choice < 0.68 && queues.length > 0) await this.#put(holder, this.#random.pick(entries), this.#random.pick(queues))
    else if (choice < 0.78 && queues.length > 0) await this.#get(holder, this.#random.pick(queues))
    else if (choice < 0.82 && lists.length > 0) await this.#tag(holder, this.#random.pick(lists))
    else if (choice < 0.9) await this.#pass(holder, this.#random.pick(entries))
    else await this.#drop(holder, this.#random.pick(entries))
    this.check()
  }

  /** What clients hold is what the server counts: no more, no less. */
  check(): void {
    const expected = new Map(this.#base)
    const things = [...this.holders.flatMap((holder) => [...holder.held.values()]), ...this.orphans]
    for (const { ident } of things) expected.set(ident, (expected.get(ident) ?? 0) + 1)
    const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
    expect(sorted(this.#counts())).toEqual(sorted(expected))
  }

  /** Ends a client in the middle of nothing, or while it waits for an item. */
  async kill(replace: () => Promise<Holder>): Promise<void> {
    const victim = this.#random.pick(this.holders)
    const queues = [...victim.held].filter(([, thing]) => thing.kind === 'queue' && thing.inside.length === 0)
    const waits = queues.length > 0 && this.#random.next() < 0.7 ? this.#random.pick(queues) : undefined
    if (waits) {
      victim.say('get', 'never', waits[0])
      // Whether the request is there before the client is gone is chance, and must not matter.
      for (let nth = this.#random.below(20); nth > 0; nth--) await this.#live.notices()
      this.#count('kill a client that waits')
    } else this.#count('kill')
    await victim.kill()
    this.orphans.push(...victim.held.values())
    this.holders.splice(this.holders.indexOf(victim), 1, await replace())
    this.check()
  }

  /** Lets go, by hand, of what the killed have held. */
  async release(): Promise<void> {
    for (const { ident } of this.orphans.splice(0)) await askServer(this.#live.address, authkey, 'decref', [ident])
    this.check()
  }

  async dropAll(): Promise<void> {
    for (const holder of this.holders) for (const entry of [...holder.held]) await this.#drop(holder, entry)
    await this.release()
  }

  #counts(): Map<string, number> {
    return new Map(this.#live.server.objects.held().map(({ record, refcount }) => [record.ident, refcount]))
  }

  #count(act: string): void {
    this.tally[act] = (this.tally[act] ?? 0) + 1
  }

  #name(): string {
    return `p${this.#names++}`
  }

  async #create(holder: Holder): Promise<void> {
    const name = this.#name()
    const kind = this.#random.next() < 0.75 ? 'list' : 'queue'
    const ident = (await (kind === 'list' ? holder.ask('list', name, name) : holder.ask('queue', name))) as string
    this.idents.add(ident)
    holder.held.set(name, { kind, ident, tag: name, inside: [] })
    this.#count('create')
  }

  async #store(holder: Holder, [name, thing]: [string, Thing], [into, list]: [string, Thing]): Promise<void> {
    await holder.ask('store', name, into)
    list.inside.push(thing)
    this.#count('store')
  }

  async #fetch(holder: Holder, [from, list]: [string, Thing]): Promise<void> {
    if (list.inside.length === 0) return
    const at = this.#random.below(list.inside.length)
    const name = this.#name()
    const thing = list.inside[at]!
    expect(await holder.ask('fetch', name, from, at + 1)).toBe(thing.ident)
    holder.held.set(name, thing)
    this.#count('fetch')
  }

  async #remove(holder: Holder, [from, list]: [string, Thing]): Promise<void> {
    if (list.inside.length === 0) return
    const at = this.#random.below(list.inside.length)
    await holder.ask('remove', from, at + 1)
    list.inside.splice(at, 1)
    this.#count('remove')
  }

  async #put(holder: Holder, [name, thing]: [string, Thing], [into, queue]: [string, Thing]): Promise<void> {
    await holder.ask('put', name, into)
    queue.inside.push(thing)
    this.#count('put')
  }

  async #get(holder: Holder, [from, queue]: [string, Thing]): Promise<void> {
    const thing = queue.inside[0]
    if (!thing) return
    const name = this.#name()
    expect(await holder.ask('get', name, from)).toBe(thing.ident)
    queue.inside.shift()
    holder.held.set(name, thing)
    this.#count('get')
  }

  async #tag(holder: Holder, [name, thing]: [string, Thing]): Promise<void> {
    expect(await holder.ask('tag', name)).toBe(thing.tag)
    this.#count('call')
  }

  async #pass(holder: Holder, [, thing]: [string, Thing]): Promise<void> {
    const other = this.#random.pick(this.holders.filter((each) => each !== holder))
    const name = this.#name()
    expect(await other.ask('adopt', name, thing.ident, thing.kind === 'list' ? 'list' : 'Queue')).toBe(thing.ident)
    other.held.set(name, thing)
    this.#count('pass')
  }

  async #drop(holder: Holder, [name]: [string, Thing]): Promise<void> {
    await holder.ask('drop', name)
    holder.held.delete(name)
    this.#count('drop')
  }
}

test('what clients hold is what the server counts, and at the end that is nothing', { timeout: timeLimit(30) }, async () => {
  const random = new Random()
  const [python] = pythonsOf('3.13')
  const steps = amount(300, 20_000)
  const began = performance.now()
  await using live = await LiveServer.start()
  const start = (nth: number) => Holder.start(processes, live, nth % 2 === 1 ? python?.path : undefined)
  const world = new World(live, random)
  world.holders.push(...(await Promise.all([0, 1, 2, 3].map(start))))
  for (let step = 1; step <= steps; step++) {
    await world.step()
    if (step % 100 === 0) await world.kill(() => start(random.below(2)))
    if (step % 150 === 0) await world.release()
  }
  await world.dropAll()
  expect(live.server.objects.size).toBe(1)
  for (const holder of world.holders) await holder.kill()
  // Objects that only others held have gone with them: nothing in the server remembers one.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await expect
    .poll(() => {
      collect()
      return [...world.idents].filter((ident) => live.server.objects.isKeptLocally(ident))
    })
    .toEqual([])
  report(`refcounts: ${steps} random steps of 4 clients, seed ${random.seed}, end with no object, in ${((performance.now() - began) / 1000).toFixed(0)} s: ${JSON.stringify(world.tally)}`)
})

test('a reference that nobody counted would be found', async () => {
  await using live = await LiveServer.start()
  const world = new World(live, new Random(1))
  const stray = await live.manager.list()
  expect(() => world.check()).toThrow('to deeply equal')
  await stray.dispose()
  world.check()
})
