/** Clients in Python and TypeScript on one Queue, one Lock and one nested dict of our server: nothing is lost, nobody fails. */
import { expect, test } from 'vitest'
import { DictProxy, QueueProxy, AcquirerProxy, SyncManager } from '../managers/index.ts'
import { DictReferent } from '../managers/types/dict.ts'
import { LockReferent } from '../managers/types/lock.ts'
import { QueueReferent } from '../managers/types/queue.ts'
import { LiveServer } from './support/live-server.ts'
import { LONG, amount, report, timeLimit } from './support/profile.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'

const processes = useProcesses()

interface Told {
  readonly name: string
  readonly put: number
  readonly taken: readonly [name: string, nth: number][]
  readonly counted: number
}

/** A server whose queue, lock and book are the same for everybody who asks. */
function storyManager(): typeof SyncManager {
  class Story extends SyncManager {}
  const queue = new QueueReferent()
  const lock = new LockReferent()
  const book = new DictReferent()
  Story.register('queue', { callable: () => queue, proxytype: QueueProxy })
  Story.register('lock', { callable: () => lock, proxytype: AcquirerProxy })
  Story.register('book', { callable: () => book, proxytype: DictProxy })
  return Story
}

/** What is wrong with a story; nothing, if all was told once and in order. */
function faults(stories: readonly Told[], counts: ReadonlyMap<string, number>): string[] {
  const found: string[] = []
  const total = stories.reduce((sum, { counted }) => sum + counted, 0)
  if (counts.get('total') !== total) found.push(`${total} updates were made, ${counts.get('total')} are there`)
  const takers = new Map<string, number>()
  for (const { name, counted, taken } of stories) {
    if (counts.get(name) !== counted) found.push(`${name} counted ${counted} times, ${counts.get(name)} are there`)
    const last = new Map<string, number>()
    for (const [from, nth] of taken) {
      takers.set(`${from} ${nth}`, (takers.get(`${from} ${nth}`) ?? 0) + 1)
      if (nth <= (last.get(from) ?? -1)) found.push(`${name} took ${from}'s ${nth} after its ${last.get(from)}`)
      last.set(from, nth)
    }
  }
  for (const { name, put } of stories) {
    for (let nth = 0; nth < put; nth++) {
      const times = takers.get(`${name} ${nth}`) ?? 0
      if (times !== 1) found.push(`${name}'s ${nth} was taken ${times} times`)
    }
  }
  return found
}

test('no item is lost, no update is lost, and nobody fails', { timeout: timeLimit(10) }, async () => {
  const seconds = amount(3, 60)
  const Story = storyManager()
  await using live = await LiveServer.start(Story)
  {
    const book = (await live.manager.create('book')) as DictProxy<string, unknown>
    await using counts = await live.manager.dict<string, number>({ total: 0 })
    await book.set('counts', counts)
    await book.dispose()
  }
  const args = (name: string) => [live.address as string, name, String(seconds)]
  const pythons = pythonsOf(...(LONG ? ['3.8', '3.13'] : ['3.13']))
  const tellers = [
    processes.node(new URL('./programs/teller.ts', import.meta.url), args('typescript')),
    ...pythons.map(({ version, path }) => processes.start(path, [new URL('./programs/python/teller.py', import.meta.url).pathname, ...args(version)])),
  ]
  await Promise.all(tellers.map((teller) => teller.line(/ready/)))
  for (const teller of tellers) teller.type('go\n')
  const stories: Told[] = []
  for (const { ended } of tellers) {
    const ending = await ended
    expect(ending).toMatchObject({ code: 0, stderr: '' })
    stories.push(JSON.parse(ending.stdout.replace('ready\n', '')) as Told)
  }
  const book = (await live.manager.create('book')) as DictProxy<string, unknown>
  {
    await using counts = (await book.item('counts')) as DictProxy<string, number>
    expect(faults(stories, await counts.copy())).toEqual([])
  }
  await book.clear()
  await book.dispose()
  const sum = (part: (told: Told) => number) => stories.reduce((total, told) => total + part(told), 0)
  report(
    `story: ${stories.length} clients (${stories.map(({ name, put }) => `${name}: ${put}`).join(', ')}) for ${seconds} s: ` +
      `${sum(({ put }) => put)} items put and taken once each, ${sum(({ counted }) => counted)} updates under the lock, none lost`,
  )
})

test('a lost item, one taken twice, a wrong order and a lost update would be found', () => {
  const told = (taken: [string, number][], put = 2, counted = 1): Told => ({ name: 'a', put, taken, counted })
  const right = new Map([['total', 1], ['a', 1]])
  expect(faults([told([['a', 0], ['a', 1]])], right)).toEqual([])
  expect(faults([told([['a', 0]])], right)).toEqual(["a's 1 was taken 0 times"])
  expect(faults([told([['a', 0], ['a', 1], ['a', 1]])], right)).toEqual(["a took a's 1 after its 1", "a's 1 was taken 2 times"])
  expect(faults([told([['a', 1], ['a', 0]])], right)).toEqual(["a took a's 0 after its 1"])
  expect(faults([told([['a', 0], ['a', 1]], 2, 2)], right)).toEqual(['2 updates were made, 1 are there', 'a counted 2 times, 1 are there'])
})
