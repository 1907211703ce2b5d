/** A short run of the fault trial, and servers that are wrong on purpose: each is found out. */
import { expect, test } from 'vitest'
import { Random } from '../../engine/test/support/random.ts'
import { ALL_KINDS, type Kind } from './plan.ts'
import { runFaults, type FaultOptions } from './run.ts'

const SELDOM = ['disk', 'descriptors', 'clock', 'stop', 'kill-client', 'kill-server'] as const satisfies readonly Kind[]

test('faults of every kind, and nothing is lost, doubled, leaked or left waiting', { timeout: 180_000 }, async () => {
  const { seed } = new Random()
  const common = { seed, clients: 2, lanes: 1, steps: 20 }
  const often = await runFaults({ ...common, count: 220 })
  const seldom = await runFaults({ ...common, count: 40, only: SELDOM, python: false })
  expect([...often.wrong, ...seldom.wrong]).toEqual([])
  // Elsewhere the system lets nobody limit another process.
  const possible = process.platform === 'linux' ? ALL_KINDS : ALL_KINDS.filter((kind) => kind !== 'disk' && kind !== 'descriptors')
  expect(possible.filter((kind) => !often.faults[kind] && !seldom.faults[kind])).toEqual([])
  console.log(`proof: ${often.total + seldom.total} faults, seed ${seed}`)
})

/** Small, and where the first harm comes soon. */
const small: Omit<FaultOptions, 'seed' | 'count'> = { clients: 1, lanes: 3, steps: 20, python: false, tcp: false, enough: 1 }

test.each<[string, RegExp, Kind[]]>([
  ['loses', /^lost: \d+ items whose put was answered are nowhere/, ['delay', 'drip']],
  ['doubles', /^doubled: item \S+ was got 2 times/, ['delay', 'drip']],
  ['leaks', /^leak: \d+ descriptors, \d+ before/, ['delay', 'drip']],
  ['silent', /^hangs: \w+ has had no answer for 5 s/, ['delay', 'drip']],
  ['refuses', /^(put|burst) failed, and nothing was done to its connection: /, ['delay', 'drip']],
  ['unlocked', /^two held the lock: both have written \d+|^miscounted: /, ['delay', 'drip']],
  ['discreet', /^unsaid: the lock of \S+ is held by one who is gone, and the server does not say so/, ['kill-client']],
  ['dies', /has ended by itself: 3/, ['delay', 'drip']],
])('a server that %s is found out', { timeout: 120_000 }, async (broken, words, only) => {
  // Not to wait for long where waiting is what finds it out.
  const haste = broken === 'silent' ? { deadline: 5000, patience: 1000 } : broken === 'leaks' || broken === 'discreet' ? { patience: 1000 } : {}
  const { wrong } = await runFaults({ ...small, ...haste, seed: 5, count: broken === 'unlocked' ? 400 : 60, only, broken })
  expect(wrong).toEqual(expect.arrayContaining([expect.stringMatching(words)]))
})
