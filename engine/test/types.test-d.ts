/** Types are behaviour too: this file must compile, and each line marked as an error must be one. */
import { Client } from '../connection/index.ts'
import { BaseManager, BaseProxy, DictProxy, LocalManager, MakeProxyType, SyncManager, task, type ListProxy } from '../managers/index.ts'

class Tank {
  owner = 'street'
  level(): number {
    return 40
  }
  async fill(litres: number, from?: string): Promise<string> {
    return `${litres} ${from}`
  }
  bed(name: string): { name: string } {
    return { name }
  }
  _secret(): void {}
}

class TankProxy extends BaseProxy {
  litres(): Promise<number> {
    return this.callMethod('level')
  }
}

const Works = BaseManager.register('Tank', { callable: Tank, exposed: ['level', 'fill'], methodToTypeid: { bed: 'Bed' } })
  .register('Open', { callable: () => new Tank() })
  .register('Pair', { callable: (a: number, b: string) => [a, b] as const })
  .register('Own', { callable: Tank, proxytype: TankProxy })
  .register('Bed', { createMethod: false })
  .register('Anything')

const works = new Works()
await works.connect()

const tank = await works.Tank()
const level: number = await tank.level()
const filled: string = await tank.fill(level, 'rain')
const bed: BaseProxy = await tank.bed('roses')
await tank.callMethod('level')
// @ts-expect-error fill takes a number
await tank.fill('much')
// @ts-expect-error not a number: a promise of one
const now: number = tank.level()
// @ts-expect-error not exposed
await tank._secret()
// @ts-expect-error an attribute is no method
await tank.owner()
// @ts-expect-error Tank() takes no arguments
await works.Tank(1)

const open = await works.Open()
await open.bed('roses')
// @ts-expect-error names with an underscore are not public
await open._secret()

await works.Pair(1, 'b')
// @ts-expect-error the first is a number
await works.Pair('a', 'b')

const own: TankProxy = await works.Own()
await own.litres()
// @ts-expect-error no method is made for it
await works.Bed()
const anything = await works.Anything(1, 2, 3)
await anything.whatever!('x')

const sync = new SyncManager()
const list: ListProxy<number> = await sync.list([1, 2])
await list.append(3)
// @ts-expect-error a list of numbers
await list.append('three')
for await (const each of list) each.toFixed()
await using lock = await sync.Lock()
await using _held = await lock.hold()

await using condition = await sync.Condition(lock)
const news: string = await condition.waitFor(() => 'rain', 1)
const value = await sync.Value('i', 1)
const one: number = await value.value
// @ts-expect-error a value of numbers
await value.set('two')
const array = await sync.Array('d', [1, 2.5])
const part: number[] = await array.slice(0, 1)
const barrier = await sync.Barrier(2, { timeout: 1 })
const parties: number = await barrier.parties
const set = await sync.set(['a'])
// @ts-expect-error a set of texts
await set.add(1)
const pool = await sync.Pool(2, { maxtasksperchild: 1 })
const half = (x: number): string => `${x / 2}`
const halves: string[] = await pool.map(half, [1, 2])
const result = await pool.applyAsync(half, [1])
const text: string = await result.get(1)
for await (const each of await pool.imap(half, [1])) each.toUpperCase()
const done: number = await task(async () => 1)

const sharedValue = await sync.SharedValue('i', 1)
const held: number = await sharedValue.value
// @ts-expect-error a value of numbers
await sharedValue.set('two')
const sharedArray = await sync.SharedArray('d', [1, 2.5])
const heldItems: number[] = await sharedArray.toList()
await (await sync.SharedStruct('hd', [1, 2.5])).set([3, 4.5])

const local = new LocalManager()
const counter = local.SharedValue('i', 10)
counter.value += 1
// @ts-expect-error a value of numbers
counter.value = 'two'
const row = local.SharedArray('d', [1, 2.5])
const cell: number = row[0]! + row.slice(1)[0]!
// @ts-expect-error an array of numbers
row[0] = 'one'
const localQueue = local.Queue<string>(3)
const localItem: string = await localQueue.get(true, 1)
// @ts-expect-error a queue of texts
await localQueue.put(1)
const localLock = local.Lock()
await using _localHeld = await localLock.hold()
const localNews: string = await local.Condition(localLock).waitFor(() => 'rain', 1)
// @ts-expect-error a LocalManager has no server, and so no lists
local.list()

// What others put there may be anything.
const Orchard = SyncManager.register('beds', { callable: () => new Map<string, unknown>(), proxytype: DictProxy })
const orchard = await new Orchard().start()
const herbs = await (await orchard.beds()).get('herbs')
herbs.push('mint')
const loose = await orchard.dict()
await loose.set('box', 1)
await (await loose.get('post')).send((await (await orchard.Queue()).get()).letter)
const letter = await (await Client(await loose.item('box'))).recv()
letter.read()
const Handmade = SyncManager.register('Handmade', { callable: Tank, proxytype: MakeProxyType('HandmadeProxy', ['level', 'then']) })
const handmade = await new Handmade().Handmade()
await handmade.level()
// @ts-expect-error not in the list
await handmade.fill(1)

class Extended extends Works {}
await (await new Extended().Tank()).level()

export { bed, cell, done, filled, held, heldItems, localItem, localNews, halves, news, now, one, part, parties, text }
