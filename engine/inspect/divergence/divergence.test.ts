import { expect, test } from 'vitest'
import { dict } from '../../values/dict.ts'
import { tuple } from '../../values/tuple.ts'
import { recordedRun, runOf, Script, pickled } from '../../test/support/runs.ts'
import type { Run } from '../run.ts'
import { firstDivergence, nearestDivergence } from './divergence.ts'

/** What a client does: `create` of a typeid that brings an ident and names, or a call with its arguments and result. */
type Deed =
  | { readonly create: string; readonly ident: string; readonly names?: readonly string[] }
  | { readonly call: string; readonly on: string; readonly args?: readonly unknown[]; readonly result?: unknown; readonly late?: true }

/** A run of one server and its clients, one deed after the other in the order given. A `create` has a connection of its own. */
function play(...deeds: readonly (readonly [client: string, deed: Deed])[]): Run {
  const script = new Script().started('1-s', 1, 'server')
  const clients = [...new Set(deeds.map(([client]) => client))]
  for (const [nth, client] of clients.entries()) script.started(`${nth + 2}-c`, nth + 2, client)
  let connections = 0
  const connect = (client: string) => {
    const nth = ++connections
    const [there, here] = [['1-s', `l${nth}`], [`${clients.indexOf(client) + 2}-c`, `c${nth}`]] as const
    script.opened(...there, 'listener').opened(...here, 'client').handshake(there, here, nth)
    return { there, here, index: 3 }
  }
  const kept = new Map<string, ReturnType<typeof connect>>()
  for (const [client, deed] of deeds) {
    const known = 'create' in deed ? undefined : kept.get(client)
    const own = known ?? connect(client)
    if (!('create' in deed) && !known) {
      kept.set(client, own)
      script.frame(own.here, own.there, own.index, pickled(tuple(null, 'accept_connection', tuple('MainThread'), dict([]))))
      script.frame(own.there, own.here, own.index++, pickled(tuple('#RETURN', null)))
    }
    const asked = 'create' in deed ? tuple(null, 'create', tuple(deed.create), dict([])) : tuple(deed.on, deed.call, tuple(...(deed.args ?? [])), dict([]))
    script.frame(own.here, own.there, own.index, pickled(asked))
    if (!('late' in deed)) {
      const brought = 'create' in deed ? tuple(deed.ident, tuple(...(deed.names ?? ['append']))) : (deed.result ?? null)
      script.frame(own.there, own.here, own.index, pickled(tuple('#RETURN', brought)))
    }
    own.index++
  }
  return runOf(script.events)
}

const list = (ident: string, names?: readonly string[]): Deed => ({ create: 'list', ident, ...(names ? { names } : {}) })
const add = (on: string, ...args: unknown[]): Deed => ({ call: 'append', on, args })
const len = (on: string, result: number): Deed => ({ call: '__len__', on, result })

const solution = play(['ana', list('7f00aa0001')], ['ana', add('7f00aa0001', 'owl')], ['ana', len('7f00aa0001', 1)])
const sentence = (run: Run, reference = solution) => firstDivergence(run, reference)?.sentence

test('a run does not part from itself, nor from one with other idents', () => {
  for (const name of ['exposed', 'errors', 'plain', 'wrong-key', 'children', 'killed']) expect(firstDivergence(recordedRun(name), recordedRun(name)), name).toBeUndefined()
  expect(firstDivergence(play(['ana', list('55aa0f0009')], ['ana', add('55aa0f0009', 'owl')], ['ana', len('55aa0f0009', 1)]), solution)).toBeUndefined()
})

test('other deeds, words, results and names are each found, at their frame', () => {
  const id = '7f00aa0001'
  const deeds = firstDivergence(play(['ana', list(id)], ['ana', len(id, 0)], ['ana', add(id, 'owl')]), solution)!
  expect(deeds.sentence).toBe("ana calls `__len__()` on list; in the solution it calls `append('owl')` on list.")
  expect([deeds.frame?.method, deeds.reference?.method, deeds.process, deeds.agreed]).toEqual(['__len__', 'append', 'ana', 1])
  expect(sentence(play(['ana', list(id)], ['ana', add(id, 'kite')], ['ana', len(id, 1)]))).toBe("ana calls `append('kite')` on list; in the solution it calls `append('owl')` on list.")
  const result = firstDivergence(play(['ana', list(id)], ['ana', add(id, 'owl')], ['ana', len(id, 2)]), solution)!
  expect([result.sentence, result.frame?.kind]).toEqual(['ana calls `__len__()` on list and gets 2; in the solution it gets 1.', '#RETURN'])
  expect(sentence(play(['ana', list(id, ['append', 'pop'])], ['ana', add(id, 'owl')], ['ana', len(id, 1)]))).toBe('ana asks for `list()` and gets the names append, pop; in the solution it gets the names append.')
})

test('what is missing, what is too much and what gets no answer is found at the last frame that there is', () => {
  const id = '7f00aa0001'
  const short = firstDivergence(play(['ana', list(id)], ['ana', add(id, 'owl')]), solution)!
  expect(short.sentence).toBe('ana stops here; in the solution it calls `__len__()` on list next.')
  expect(short.frame?.pair?.method).toBe('append')
  expect(sentence(play(['ana', list(id)], ['ana', add(id, 'owl')], ['ana', len(id, 1)], ['ana', len(id, 1)]))).toBe('ana calls `__len__()` on list; in the solution it does not.')
  expect(sentence(play(['ana', list(id)], ['ana', add(id, 'owl')], ['ana', { call: '__len__', on: id, late: true }]))).toBe('ana calls `__len__()` on list and gets no answer; in the solution it gets 1.')
  expect(sentence(play(['bo', list(id)], ['ana', list('7f00aa0002')], ['ana', add('7f00aa0002', 'owl')], ['ana', len('7f00aa0002', 1)]))).toBe('bo asks for `list()`; in the solution it does not.')
  expect(sentence(runOf(new Script().started('1-s', 1, 'server').events))).toBe('ana does nothing; in the solution it asks for `list()`.')
})

test('another object of the same type, and one that is shared, are told apart', () => {
  const [one, two] = ['7f00aa0001', '7f00aa0002']
  const first = play(['ana', list(one)], ['ana', list(two)], ['ana', add(one, 1)])
  expect(sentence(play(['ana', list(one)], ['ana', list(two)], ['ana', add(two, 1)]), first)).toBe('ana calls `append(1)` on list 2; in the solution it calls `append(1)` on list 1.')
  const shared = play(['ana', list(one)], ['bo', list(one)])
  expect(sentence(play(['ana', list(one)], ['bo', list(two)]), shared)).toBe('bo asks for `list()` and gets one of its own; in the solution it gets the one that ana has.')
})

test('workers that share work out by chance are compared by what follows what', () => {
  const id = '7f00aa0001'
  const get = (worker: number): [string, Deed] => [`worker ${worker}`, { call: 'get', on: id, result: 1 }]
  const done = (worker: number): [string, Deed] => [`worker ${worker}`, { call: 'task_done', on: id }]
  const reference = play(get(1), done(1), get(2), done(2), get(1), done(1))
  expect(firstDivergence(play(get(2), get(1), done(1), done(2), get(2), done(2), get(2), done(2)), reference)).toBeUndefined()
  const forgot = firstDivergence(play(get(1), done(1), get(2), get(2), done(2)), reference)!
  expect([forgot.process, forgot.frame?.method]).toEqual(['worker 2', 'get'])
})

test('of several references the one that is followed for longest counts', () => {
  const id = '7f00aa0001'
  const other = play(['ana', list(id)], ['ana', { call: 'extend', on: id, args: [['owl']] }], ['ana', len(id, 1)])
  const run = play(['ana', list(id)], ['ana', { call: 'extend', on: id, args: [['owl']] }], ['ana', { call: 'clear', on: id }])
  expect(nearestDivergence(run, [solution, other])?.sentence).toBe('ana calls `clear()` on list; in the solution it calls `__len__()` on list.')
  expect(nearestDivergence(other, [solution, other])).toBeUndefined()
  expect(nearestDivergence(run, [])).toBeUndefined()
})
