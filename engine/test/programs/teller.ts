/**
 * One of those who tell a story together: the TypeScript half of `python/teller.py`.
 * Arguments: address, name, seconds. Prints what it put, what it took and how often it counted, as JSON.
 */
import { currentProcess } from '../../index.ts'
import { DictProxy, SyncManager, type AcquirerProxy, type QueueProxy } from '../../managers/index.ts'
import { bytes } from '../../values/index.ts'

type Item = [name: string, nth: number]

class Story extends SyncManager {}
Story.register('queue')
Story.register('lock')
Story.register('book')

const [, , address, name, seconds] = process.argv
currentProcess().authkey = bytes('rain in may')
const manager = await new Story({ address: address! }).connect()
await using queue = (await manager.create('queue')) as QueueProxy<Item>
await using lock = (await manager.create('lock')) as AcquirerProxy
await using book = (await manager.create('book')) as DictProxy
const taken: Item[] = []
let put = 0
let counted = 0

console.log('ready')
for await (const _ of process.stdin) break

const end = performance.now() + Number(seconds) * 1000
while (performance.now() < end) {
  await queue.callMethod('put', [[name, put++]])
  taken.push((await queue.callMethod('get')) as Item)
  await lock.callMethod('acquire')
  try {
    await using counts = (await book.callMethod('__getitem__', ['counts'])) as DictProxy<string, number>
    await counts.set('total', (await counts.item('total')) + 1)
    await counts.set(name!, ((await counts.get(name!)) ?? 0) + 1)
    counted++
  } finally {
    await lock.callMethod('release')
  }
}
process.stdin.destroy()
console.log(JSON.stringify({ name, put, taken, counted }))
