/** The short profile: a few seconds of all the work as fast as it goes; and a server that leaks, which is noticed. */
import { expect, test } from 'vitest'
import { Random } from '../../engine/test/support/random.ts'
import { faultsOf } from './report.ts'
import { runSoak } from './run.ts'
import type { Series, Soak } from './samples.ts'

/** What a server or a client may keep more after some seconds: what was compiled and cached meanwhile. */
const KEPT = 4e6

/** By how much the values that were measured of a series became more, from the second on. */
function growth({ samples }: Soak, series: Series): number {
  const [, second, ...others] = samples.flatMap((sample) => sample[series] ?? [])
  return others.at(-1)! - second!
}

test('a few seconds of everything leave nothing behind', { timeout: 180_000 }, async () => {
  const { seed } = new Random()
  const soak = await runSoak({ minutes: 0.08, seed, every: 0.2, visitEvery: 1, visits: 3, rate: 0, clients: 2, pythons: ['3.13'] })
  const { problems, before, after, visits, killed } = soak
  expect({ problems, after }).toEqual({ problems: [], after: before })
  expect(visits).toBeGreaterThanOrEqual(2)
  expect(killed).toBeGreaterThanOrEqual(1)
  expect(growth(soak, 'heapKept')).toBeLessThan(KEPT)
  expect(growth(soak, 'nodeClientKept')).toBeLessThan(KEPT)
})

test('a server that loses descriptors, objects, timers and memory is noticed', { timeout: 180_000 }, async () => {
  const { seed } = new Random()
  const soak = await runSoak({ minutes: 0.04, seed, every: 0.05, visitEvery: 60, rate: 100, clients: 1, pythons: [], leak: 'descriptors,objects,timers,memory' })
  expect(faultsOf(soak)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^descriptors: \d+ before, \d+ after$/),
      expect.stringMatching(/^objects: \d+ before, \d+ after$/),
      expect.stringMatching(/^timers: \d+ before, \d+ after$/),
    ]),
  )
  expect(growth(soak, 'heapKept')).toBeGreaterThan(KEPT)
})
