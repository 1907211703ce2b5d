import { expect, test } from 'vitest'
import { Random } from '../../engine/test/support/random.ts'
import { TooManyWays, check } from './checker.ts'
import { isKnown, type Call, type History, type Json, type Operation, type Outcome } from './history.ts'
import { modelOf } from './models/index.ts'
import { drawing, minimise } from './refusal.ts'

type Line = readonly [client: string, called: number, returned: number | null, method: string, args: readonly Json[], outcome?: Json | { error: string }]

function history(kind: string, made: readonly Json[], lines: readonly Line[], gone: Readonly<Record<string, number>> = {}): History {
  const operations = lines.map(([client, called, returned, method, args, outcome = null], id): Operation => {
    const ended: Outcome = typeof outcome === 'object' && outcome !== null && 'error' in outcome ? outcome : { value: outcome as Json }
    return { id, client, method, args, called, returned, outcome: returned === null ? null : ended }
  })
  return { kind, seed: 0, made, operations, gone, fault: null }
}

const right: Readonly<Record<string, History>> = {
  'a lock that goes from hand to hand': history('Lock', [], [
    ['a', 0, 1, 'acquire', [], true], ['b', 2, 8, 'acquire', [], true], ['a', 3, 5, 'release', []], ['b', 9, 10, 'release', []],
  ]),
  'a timeout while it is held': history('Lock', [], [['a', 0, 1, 'acquire', [], true], ['b', 2, 4, 'acquire', [true, 0.1], false], ['a', 3, 9, 'release', []]]),
  'a lock that went back, since its client died before it knew': history('Lock', [], [['a', 0, null, 'acquire', []], ['b', 2, 4, 'acquire', [false], false], ['b', 5, 9, 'acquire', [], true]]),
  'puts at the same time, got in either order': history('Queue', [], [
    ['a', 0, 5, 'put', [1]], ['b', 1, 4, 'put', [2]], ['a', 6, 7, 'get', [], 2], ['a', 8, 9, 'get', [], 1],
  ]),
  'an item that came back before the others': history('Queue', [], [
    ['a', 0, 1, 'put', [1]], ['a', 2, 3, 'put', [2]], ['b', 4, null, 'get', []], ['a', 5, 6, 'get', [], 1], ['a', 7, 8, 'get', [], 2],
  ]),
  'an item that went down with its client': history('Queue', [], [['a', 0, 1, 'put', [1]], ['b', 2, null, 'get', []], ['a', 3, 4, 'get_nowait', [], { error: 'Empty' }]]),
  'a semaphore whose last place went to another': history('Semaphore', [1], [['a', 0, 9, 'acquire', [], true], ['b', 1, 2, 'acquire', [false], false]]),
  'an event that was set and cleared while one waited': history('Event', [], [['a', 0, 9, 'wait', [], true], ['b', 2, 3, 'set', []], ['b', 4, 5, 'clear', []]]),
  'a barrier for two': history('Barrier', [2], [['a', 0, 9, 'wait', [], 0], ['b', 2, 5, 'wait', [], 1]]),
  'a barrier that one left who hung up': history('Barrier', [2], [['a', 0, null, 'wait', []], ['b', 2, 9, 'wait', [], 0], ['c', 5, 8, 'wait', [], 1]]),
  'a barrier that broke under all': history('Barrier', [3], [
    ['a', 0, 9, 'wait', [], { error: 'BrokenBarrierError' }], ['b', 1, 8, 'wait', [0.1], { error: 'BrokenBarrierError' }],
    ['c', 10, 11, 'wait', [], { error: 'BrokenBarrierError' }], ['c', 12, 13, 'reset', []], ['c', 14, 15, '__getattribute__', ['broken'], false],
  ]),
  'a condition that is notified': history('Condition', [], [
    ['a', 0, 1, 'acquire', [], true], ['a', 2, 12, 'wait', [], true], ['b', 3, 4, 'acquire', [], true], ['b', 5, 6, 'notify', []], ['b', 7, 9, 'release', []],
    ['a', 13, 14, 'release', []],
  ]),
  'a notification that goes to the next, since its client died': history('Condition', [], [
    ['a', 0, 1, 'acquire', [], true], ['a', 2, null, 'wait', []], ['b', 3, 4, 'acquire', [], true], ['b', 5, 20, 'wait', [], true],
    ['c', 6, 7, 'acquire', [], true], ['c', 8, 9, 'notify', []], ['c', 10, 11, 'release', []],
  ], { a: 9 }),
  'an RLock that another frees after its owner has died': history('RLock', [], [['a', 0, 1, 'acquire', [], true], ['b', 3, 4, 'release', []], ['b', 5, 6, 'acquire', [], true]], { a: 2 }),
  'a dict of which each key is right': history('dict', [], [
    ['a', 0, 9, '__setitem__', ['x', 1]], ['b', 1, 2, 'get', ['x'], 1], ['b', 3, 4, 'get', ['x'], 1], ['b', 5, 6, 'get', ['y'], null],
  ]),
}

const wrong: Readonly<Record<string, readonly [string, History]>> = {
  'two in a lock': ['acquire() → True', history('Lock', [], [['a', 0, 3, 'acquire', [], true], ['b', 1, 4, 'acquire', [], true]])],
  'given up while it was free': ['acquire(False) → False', history('Lock', [], [['a', 0, 1, 'acquire', [false], false]])],
  'one who waits for ever and gives up': ['acquire() → False', history('Lock', [], [['a', 0, 1, 'acquire', [], true], ['b', 2, 3, 'acquire', [], false]])],
  'a lock released that nobody had': ['release() → None', history('Lock', [], [['a', 0, 1, 'release', []]])],
  'an RLock that another released': ['release() → None', history('RLock', [], [['a', 0, 1, 'acquire', [], true], ['b', 3, 4, 'release', []]])],
  'an RLock freed before its owner died': ['release() → None', history('RLock', [], [['a', 0, 1, 'acquire', [], true], ['b', 3, 4, 'release', []]], { a: 5 })],
  'an item that comes twice': ['get() → 1', history('Queue', [], [['a', 0, 1, 'put', [1]], ['b', 2, 3, 'get', [], 1], ['c', 4, 5, 'get', [], 1]])],
  'an item that is lost': ["get_nowait() → Empty", history('Queue', [], [['a', 0, 1, 'put', [1]], ['b', 2, 3, 'get_nowait', [], { error: 'Empty' }]])],
  'one dies, two are lost': ["get_nowait() → Empty", history('Queue', [], [
    ['a', 0, 1, 'put', [1]], ['a', 2, 3, 'put', [2]], ['b', 4, null, 'get', []], ['c', 5, 6, 'get_nowait', [], { error: 'Empty' }],
  ])],
  'a younger item first': ['get() → 2', history('Queue', [], [['a', 0, 1, 'put', [1]], ['a', 2, 3, 'put', [2]], ['b', 4, 5, 'get', [], 2]])],
  'more than there is room for': ['put(2) → None', history('Queue', [1], [['a', 0, 1, 'put', [1]], ['a', 2, 3, 'put', [2]]])],
  'tasks that are not done': ['join() → None', history('Queue', [], [['a', 0, 1, 'put', [1]], ['a', 2, 3, 'join', []]])],
  'a place too many': ['acquire() → True', history('Semaphore', [1], [['a', 0, 1, 'acquire', [], true], ['b', 2, 3, 'acquire', [], true]])],
  'more places than at first': ['release() → None', history('BoundedSemaphore', [1], [['a', 0, 1, 'release', []]])],
  'an event that was never set': ['wait() → True', history('Event', [], [['a', 0, 9, 'wait', [], true], ['b', 2, 3, 'clear', []]])],
  'a waiter that slept through a set': ['wait(0.1) → False', history('Event', [], [
    ['b', 0, 1, 'set', []], ['a', 2, 9, 'wait', [0.1], false], ['b', 3, 4, 'is_set', [], true],
  ])],
  'a barrier that lets one go alone': ['wait() → 0', history('Barrier', [2], [['a', 0, 1, 'wait', [], 0], ['b', 2, 9, 'wait', [], 1]])],
  'a barrier that gives a number twice': ['wait() → 1', history('Barrier', [2], [['a', 0, 5, 'wait', [], 1], ['b', 1, 6, 'wait', [], 1]])],
  'woken by nobody': ['wait() → True', history('Condition', [], [['a', 0, 1, 'acquire', [], true], ['a', 2, 3, 'wait', [], true]])],
  'notified before it waited': ['wait() → True', history('Condition', [], [
    ['b', 0, 1, 'acquire', [], true], ['b', 2, 3, 'notify', []], ['b', 4, 5, 'release', []], ['a', 6, 7, 'acquire', [], true], ['a', 8, 9, 'wait', [], true],
  ])],
  'back from waiting while another has the lock': ['wait() → True', history('Condition', [], [
    ['a', 0, 1, 'acquire', [], true], ['a', 2, 8, 'wait', [], true], ['b', 3, 4, 'acquire', [], true], ['b', 5, 6, 'notify', []], ['b', 9, 10, 'release', []],
  ])],
  'two woken by one notification': ['wait() → True', history('Condition', [], [
    ['a', 0, 1, 'acquire', [], true], ['a', 2, 30, 'wait', [], true], ['b', 3, 4, 'acquire', [], true], ['b', 5, 40, 'wait', [], true],
    ['c', 6, 7, 'acquire', [], true], ['c', 8, 9, 'notify', []], ['c', 10, 11, 'release', []], ['a', 31, 32, 'release', []],
  ])],
  'a read of what was before': ["get('x') → 1", history('dict', [], [['a', 0, 1, '__setitem__', ['x', 1]], ['a', 2, 3, '__setitem__', ['x', 2]], ['b', 4, 5, 'get', ['x'], 1]])],
  'an update that is lost': ['copy() → [[\'x\', 1]]', history('dict', [], [['a', 0, 3, '__setitem__', ['x', 1]], ['b', 1, 4, '__setitem__', ['y', 2]], ['a', 5, 6, 'copy', [], [['x', 1]]]])],
  'reads that go back in time': ['get() → 0', history('Value', ['i', 0], [['a', 0, 9, 'set', [1]], ['b', 1, 2, 'get', [], 1], ['b', 3, 4, 'get', [], 0]])],
}

test.each(Object.entries(right))('%s can be explained', (_, history) => {
  expect(check(history)).toBe(undefined)
  expect(byForce(history)).toBe(true)
})

test.each(Object.entries(wrong))('%s is refused', (_, [what, history]) => {
  const refusal = check(history)
  expect(refusal && drawing(refusal)).toContain(`refused at ${what} of `)
  expect(byForce(history)).toBe(false)
})

test('search and brute force agree on small histories', () => {
  const random = new Random()
  const found = { right: 0, wrong: 0 }
  for (let nth = 0; nth < 1000; nth++) {
    const history = someHistory(random)
    const explained = check(history) === undefined
    expect({ explained, history }).toEqual({ explained: byForce(history), history })
    found[explained ? 'right' : 'wrong']++
  }
  // Both kinds have been there.
  expect(Math.min(found.right, found.wrong)).toBeGreaterThan(100)
})

test('what is left of a refused history is refused at the same place, and shows the contradiction', () => {
  const noise: Line[] = [['d', 0, 1, 'put', [7]], ['d', 2, 3, 'get', [], 7], ['d', 30, 31, 'put', [8]], ['e', 4, 5, 'qsize', [], 0]]
  const refusal = check(history('Queue', [], [...noise, ['a', 10, 11, 'put', [1]], ['a', 12, 13, 'put', [2]], ['b', 14, 20, 'get', [], 1], ['c', 15, 21, 'get', [], 1]]))!
  expect(drawing(minimise(refusal)).split('\n')).toEqual([
    'Queue(), seed 0: refused at get() → 1 of c',
    '  a  ├────────────┤                                                    put(1) → None',
    '  b                           ├────────────────────────┤               get() → 1',
    '  c                                        ├────────────────────────┤  get() → 1   ← nothing explains this',
    expect.stringMatching(/^ {2}before that it was \{"items":\[2\]/),
  ])
})

test('more at the same time than can be searched is an error that says so', () => {
  const lines = Array.from({ length: 12 }, (_, nth): Line => [`c${nth}`, nth, 100 + nth, 'append', [nth]])
  expect(() => check(history('list', [[]], lines))).toThrow(new TooManyWays(12))
})

test('a method without a model is an error that says where to add it', () => {
  expect(() => check(history('Lock', [], [['a', 0, 1, 'steal', []]]))).toThrow(new Error('the model of Lock has no steal(): add it to trials/histories/models'))
})

/** Every order of steps there is, without memory and without order in time but this: what had returned came before. */
function byForce(history: History): boolean {
  const model = modelOf(history)
  const { operations } = history
  const search = (state: unknown, taken: ReadonlyMap<number, number>, over: ReadonlySet<number>): boolean => {
    if (operations.every((operation) => over.has(operation.id) || !isKnown(operation))) return true
    return operations.some((operation) => {
      if (over.has(operation.id)) return false
      if (operations.some((before) => isKnown(before) && before.returned < operation.called && !over.has(before.id))) return false
      const steps = taken.get(operation.id) ?? 0
      return model.step(state, operation, steps).some(({ state: next, done }) =>
        search(next, new Map(taken).set(operation.id, steps + 1), done ? new Set(over).add(operation.id) : over),
      )
    })
  }
  return search(model.initial, new Map(), new Set())
}

const kinds: readonly (readonly [kind: string, made: readonly Json[], calls: readonly (readonly [Call, ...(Json | { error: string })[]])[]])[] = [
  ['Lock', [], [[call('acquire'), true], [call('acquire', false), true, false], [call('release'), null, null, { error: 'RuntimeError' }]]],
  ['Queue', [1], [
    [call('put', 1), null], [call('put', 2), null], [call('get'), 1, 2], [call('get_nowait'), 1, 2, { error: 'Empty' }], [call('put_nowait', 1), null, { error: 'Full' }],
  ]],
  ['Semaphore', [1], [[call('acquire'), true], [call('acquire', false), true, false], [call('release'), null]]],
  ['Event', [], [[call('set'), null], [call('clear'), null], [call('wait', 0.1), true, false], [call('is_set'), true, false]]],
  ['Barrier', [2], [[call('wait'), 0, 1], [call('wait', 0.1), 0, 1, { error: 'BrokenBarrierError' }], [call('abort'), null], [call('reset'), null]]],
  ['Value', ['i', 0], [[call('set', 1), null], [call('set', 2), null], [call('get'), 0, 1, 2]]],
  ['RLock', [], [[call('acquire'), true], [call('acquire', false), true, false], [call('release'), null, { error: 'RuntimeError' }]]],
  ['dict', [], [[call('__setitem__', 'a', 1), null], [call('pop', 'a', 0), 0, 1], [call('__len__'), 0, 1], [call('get', 'a'), null, 1]]],
]

function call(method: string, ...args: Json[]): Call {
  return { method, args }
}

/** Calls and returns as they come, answers as they may be. */
function someHistory(random: Random): History {
  const [kind, made, calls] = random.pick(kinds)
  const open: [client: string, called: number, Call, Json | { error: string }][] = []
  const lines: Line[] = []
  const clients = ['a', 'b', 'c']
  const length = 3 + random.below(3)
  for (let time = 0, begun = 0; begun < length || open.length > 0; time++) {
    const idle = clients.filter((client) => !open.some(([busy]) => busy === client))
    if (begun < length && idle.length > 0 && (open.length === 0 || random.below(2) === 0)) {
      const [made, ...outcomes] = random.pick(calls)
      open.push([random.pick(idle), time, made, random.pick(outcomes)])
      begun++
    } else {
      const [[client, called, { method, args }, outcome]] = open.splice(random.below(open.length), 1) as [(typeof open)[number]]
      lines.push(random.below(10) === 0 ? [client, called, null, method, args] : [client, called, time, method, args, outcome])
    }
  }
  return history(kind, made, lines.sort((a, b) => a[1] - b[1]))
}
