import { expect, test } from 'vitest'
import type { Frame } from 'multiprocessing/inspect'
import { conditionWords, groupWords, heldWrite, lastTold, ruleWords, shortMethod, shortThing, waitingWords } from './facts.ts'

const THING = "visits['n']"

/** A run of calls on one dict: each is a request, and its reply where it has one. */
class Story {
  readonly frames: Frame[] = []

  call(from: string, method: string, args: string, result?: string): Frame {
    const request = { number: this.frames.length + 1, kind: 'call', method, args, typeid: 'visits', from, to: 'server', fate: result === undefined ? 'held' : 'arrived' } as unknown as Frame
    this.frames.push(request)
    if (result === undefined) return request
    const reply = { number: this.frames.length + 1, kind: '#RETURN', method, typeid: 'visits', from: 'server', to: from, result, pair: request } as unknown as Frame
    Object.assign(request, { pair: reply })
    this.frames.push(reply)
    return request
  }
}

function race(): Story {
  const story = new Story()
  story.call('A', '__getitem__', "('n')", '0')
  story.call('B', '__getitem__', "('n')", '0')
  return story
}

test('a held write is told together with what its own process read before', () => {
  const story = race()
  const held = story.call('A', '__setitem__', "('n', 1)")
  expect(heldWrite(held, story.frames)).toMatchObject({ thing: THING, writes: '1', read: { value: '0', frame: { number: 2 } } })
  expect(heldWrite(story.frames[0]!, story.frames)).toBeUndefined()
})

test('what another process read, or what it wrote itself since, is no read of its own', () => {
  const story = race()
  expect(heldWrite(story.call('C', '__setitem__', "('n', 5)"), story.frames)?.read).toBeUndefined()
  story.call('A', '__setitem__', "('n', 1)", 'None')
  expect(heldWrite(story.call('A', '__setitem__', "('n', 2)"), story.frames)?.read).toBeUndefined()
})

test('the last word about a thing is a read or a write, whoever did it', () => {
  const story = race()
  story.call('A', '__setitem__', "('n', 1)", 'None')
  expect(lastTold(story.frames, THING, story.frames.length)).toMatchObject({ value: '1', frame: { number: 5 } })
  expect(lastTold(story.frames, THING, 4)).toMatchObject({ value: '0', frame: { number: 4 } })
  expect(lastTold(story.frames, "visits['m']", story.frames.length)).toBeUndefined()
})

test('`get` of a dict reads its key, as `__getitem__` does', () => {
  const story = new Story()
  story.call('A', 'get', "('n')", '7')
  expect(lastTold(story.frames, THING, 2)).toMatchObject({ value: '7' })
})

test('that an update will be lost is said only where all have read the same and want to write it', () => {
  const name = (process: string) => process
  const story = race()
  const a = story.call('A', '__setitem__', "('n', 1)")
  const b = story.call('B', '__setitem__', "('n', 1)")
  expect(groupWords([a, b], story.frames, name)).toBe('Both have read 0. Whoever goes second writes over the other: an update will be lost.')
  const other = story.call('C', '__setitem__', "('m', 1)")
  expect(groupWords([a, other], story.frames, name)).toBe('Each is a real process. It waits at its frame until you let it go.')
  expect(groupWords([a], story.frames, name)).toBe('A is a real process. It waits until you let it go.')
  expect(groupWords([], story.frames, name)).toMatch(/^No frame waits\./)
})

test('conditions, rules and counts in words', () => {
  expect(conditionWords({})).toBe('any frame')
  expect(conditionWords({ methods: ['get', 'set'], typeids: ['dict'], processes: ['A'] })).toBe('get or set of dict from A')
  expect(conditionWords({ processes: ['A'] })).toBe('a frame from A')
  expect(ruleWords({ hold: 'matching', condition: { kinds: ['create'] } })).toBe('Only create')
  expect([0, 1, 2, 12].map(waitingWords)).toEqual(['None waits yet.', 'One waits for you.', 'Two wait for you.', '12 wait for you.'])
  expect([shortThing(THING), shortThing('Namespace.x'), shortThing('Value.value'), shortThing("d[(1, 2)]")]).toEqual(['n', 'x', 'Value.value', 'd[(1, 2)]'])
  expect([shortMethod('__setitem__'), shortMethod('__len__'), shortMethod('enter')]).toEqual(['set', 'len', 'enter'])
})
