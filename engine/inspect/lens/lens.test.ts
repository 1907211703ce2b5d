import { expect, test } from 'vitest'
import { bytes, pickled, recordedRun, runOf, Script } from '../../test/support/runs.ts'
import { traceNames } from '../../test/support/traces.ts'
import { dict } from '../../values/dict.ts'
import { tuple } from '../../values/tuple.ts'
import { dumps } from '../../pickle/index.ts'
import type { Run } from '../run.ts'
import { align } from './align.ts'
import { compareRuns } from './lens.ts'

type Deed = readonly [method: string, result: unknown]

/** One client that asks for a list and calls it, over one connection. */
function play(deeds: readonly Deed[], { ident = '7f00aa0001', salt = 1, names = ['append'], legacy = false, protocol = 4, error = '', client = 'ana' } = {}): Run {
  const [there, here] = [['1-s', 'l'], ['2-c', 'c']] as const
  const script = new Script().started('1-s', salt, 'server').started('2-c', salt + 1, client).opened(...there, 'listener').opened(...here, 'client')
  if (legacy) script.frame(there, here, 0, bytes('#CHALLENGE#', new Uint8Array(20).fill(salt))).frame(here, there, 0, new Uint8Array(16).fill(salt)).frame(there, here, 1, bytes('#WELCOME#'))
  else script.handshake(there, here, salt)
  let index = 3
  const ask = (request: unknown, reply: unknown): void => {
    script.frame(here, there, index, dumps(request, { protocol: protocol as 4 }))
    script.frame(there, here, index++, pickled(reply))
  }
  ask(tuple(null, 'create', tuple('list'), dict([])), tuple('#RETURN', tuple(ident, tuple(...names))))
  for (const [method, result] of deeds) ask(tuple(ident, method, tuple(), dict([])), method === error ? tuple('#ERROR', new TypeError('no')) : tuple('#RETURN', result))
  return runOf(script.events)
}

const told = (left: Run, right: Run) => compareRuns(left, right).rows.map(({ what, detail, left: here, right: there, times }) => [what, detail, here, there, times])
const deeds: readonly Deed[] = [['pop', 1], ['pop', 2], ['sort', null]]

test('a run does not differ from itself, nor from one with other idents, digests and pids', () => {
  for (const name of traceNames()) expect(compareRuns(recordedRun(name), recordedRun(name)).rows, name).toEqual([])
  const { rows, alike } = compareRuns(play(deeds), play(deeds, { ident: '55aa0f00bb', salt: 9 }))
  expect(rows).toEqual([])
  // The handshake, the create, and three calls.
  expect(alike).toBe(5)
})

test('another shape of the handshake is one difference, whatever its bytes', () => {
  const rows = told(play(deeds, { legacy: true }), play(deeds))
  expect(rows).toHaveLength(1)
  expect(rows[0]![2]).toContain('#CHALLENGE# + 20 bytes, → 16 bytes')
  expect(rows[0]![3]).toContain('#CHALLENGE#{sha256} + 40 bytes, → {sha256} + 32 bytes')
})

test('another result, another name, a missing call and another order are each told as what they are', () => {
  expect(told(play(deeds), play([['pop', 1], ['pop', 3], ['sort', null]]))).toEqual([['`pop()` of list', 'result', '2', '3', 1]])
  expect(told(play(deeds, { names: ['append', 'copy'] }), play(deeds))).toEqual([['`create` of list', 'names', 'also copy', 'no others', 1]])
  expect(told(play(deeds), play(deeds.slice(0, 2)))).toEqual([['`sort()` of list', 'presence', '()', null, 1]])
  expect(told(play([['pop', 1], ['sort', null]]), play([['sort', null], ['pop', 1]]))).toEqual([['`pop()` of list', 'order', 'at one place', 'at another', 1]])
})

test('the same values in another pickle are told once, by the first opcode that differs', () => {
  const [row, ...rest] = compareRuns(play(deeds), play(deeds, { protocol: 2 })).rows
  expect(rest).toEqual([])
  expect(row).toMatchObject({ what: 'same values, pickled otherwise', detail: 'pickle of the request', times: 4 })
  expect([row!.left, row!.right]).toEqual(['FRAME after PROTO', 'MARK after PROTO'])
})

test('what differs between two runs on one runtime is chance, and other differences are not', () => {
  const [left, right] = [play([['pop', 1], ['sort', null]]), play([['pop', 2], ['sort', 5]])]
  const { rows } = compareRuns(left, right, { left: play([['pop', 7], ['sort', null]]) })
  expect(rows.map(({ what, chance }) => [what, chance])).toEqual([['`pop()` of list', true], ['`sort()` of list', false]])
})

test('each difference knows the first frames that show it', () => {
  const [row] = compareRuns(play(deeds), play([['pop', 1], ['pop', 3], ['sort', null]])).rows
  expect([row!.frames.left, row!.frames.right].map((frame) => frame?.pair?.result)).toEqual(['2', '3'])
})

test('lists are set side by side by their longest common subsequence', () => {
  const side = (left: string, right: string) => align([...left], [...right], (each) => each).map(([one = '-', other = '-']) => one + other).join(' ')
  expect(side('abcd', 'abcd')).toBe('aa bb cc dd')
  expect(side('abcd', 'acd')).toBe('aa b- cc dd')
  expect(side('xaby', 'xbay')).toBe('xx a- bb -a yy')
  expect(side('', 'ab')).toBe('-a -b')
  expect(align(Array.from({ length: 2100 }, (_, n) => n), Array.from({ length: 2100 }, (_, n) => -n - 1), String)).toHaveLength(4200)
})
