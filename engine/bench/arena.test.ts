/** The arithmetic of the bench, and how a contest is held. */
import { describe, expect, test } from 'vitest'
import { estimate, hold, outcomeOf } from './arena.ts'
import type { Contender, Contest } from './contest.ts'
import { ratiosOf, spreadOf } from './spread.ts'

describe('what many rounds say together', () => {
  test('is the least, the middle and the most of them', () => {
    expect(spreadOf([5])).toEqual({ min: 5, median: 5, max: 5 })
    expect(spreadOf([30, 10, 20])).toEqual({ min: 10, median: 20, max: 30 })
    expect(spreadOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 })
    expect(spreadOf([10, 9, 100])).toEqual({ min: 9, median: 10, max: 100 })
  })

  test('is nothing without numbers', () => {
    expect(() => spreadOf([])).toThrow(new RangeError('a spread needs at least one number, got none'))
    expect(() => spreadOf([1, NaN])).toThrow(new RangeError('a spread needs finite numbers, got NaN'))
  })

  test('is compared round by round', () => {
    // The machine was half as fast in the second round: the ratios do not show it, a ratio of medians would.
    expect(ratiosOf([100, 50, 110], [50, 25, 55])).toEqual([2, 2, 2])
    expect(() => ratiosOf([1, 2], [1])).toThrow(new RangeError('ratios need pairs, got 2 figures against 1'))
    expect(() => ratiosOf([1], [0])).toThrow(new RangeError('round 0 has nothing to be compared with: its figure is 0'))
  })

  const figures = new Map([
    ['ours', [{ rate: 100, cpu: 2 }, { rate: 90, cpu: 3 }, { rate: 120, cpu: 4 }]],
    ['theirs', [{ rate: 50, cpu: 4 }, { rate: 60, cpu: 4 }, { rate: 40, cpu: 4 }]],
    ['others', [{ rate: 25, cpu: 1 }, { rate: 90, cpu: 8 }, { rate: 30, cpu: 8 }]],
  ])

  test('is a row of the table', () => {
    const row = { name: 'a', of: 'ours', against: 'theirs' }
    expect(outcomeOf(row, figures).measured).toEqual({
      figure: { min: 90, median: 100, max: 120 },
      other: { min: 40, median: 50, max: 60 },
      result: { min: 1.5, median: 2, max: 3 },
      rounds: 3,
    })
    expect(outcomeOf({ name: 'b', of: 'ours' }, figures).measured?.result).toEqual({ min: 90, median: 100, max: 120 })
  })

  test('is compared with the best of several in each round', () => {
    expect(outcomeOf({ name: 'a', of: 'ours', against: ['theirs', 'others'] }, figures).measured?.other).toEqual({ min: 40, median: 50, max: 90 })
    const least = outcomeOf({ name: 'a', of: 'ours', against: ['theirs', 'others'], figure: 'cpu', better: 'less' }, figures)
    expect(least.measured?.result).toEqual({ min: 0.75, median: 1, max: 2 })
  })

  test('is an error where a contender gave no such figure', () => {
    expect(() => outcomeOf({ name: 'a', of: 'ours', figure: 'weight' }, figures)).toThrow('ours gave no figure "weight" for the row "a", only rate, cpu')
  })
})

describe('a contest', () => {
  const order: string[] = []
  const contender = (name: string, rate: number): Contender => ({
    name,
    open: async () => ({ spell: async () => (order.push(name), { rate }), close: async () => void order.push(`${name} closed`) }),
  })
  const contest: Contest = { name: 'a contest', contenders: [contender('a', 1), contender('b', 2), contender('idle', 9)], rows: [{ name: 'row', of: 'a', against: 'b' }], warmUp: 0 }

  test('goes there and back, and opens nobody whom no row needs', async () => {
    order.length = 0
    const outcomes = await hold(contest, contest.rows, { rounds: 3, spell: 0.01 }, undefined as never)
    expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b', 'a closed', 'b closed'])
    expect(outcomes[0]?.measured).toMatchObject({ result: { min: 0.5, median: 0.5, max: 0.5 }, rounds: 3 })
  })

  test('says beforehand how long it takes', () => {
    const effort = { rounds: 7, spell: 0.25 }
    expect(estimate(contest, contest.rows, effort)).toBeCloseTo(2 * (0.2 + 7 * 0.25))
    expect(estimate({ ...contest, warmUp: 0.4, rounds: 3 / 7, spell: 2 }, contest.rows, effort)).toBeCloseTo(2 * (0.2 + 0.5 + 3 * 0.5))
    expect(estimate({ ...contest, missing: 'no room' }, contest.rows, effort)).toBe(0)
  })

  test('that cannot be held here is skipped with the reason', async () => {
    expect(await hold({ ...contest, missing: 'no room' }, contest.rows, { rounds: 3, spell: 0.01 }, undefined as never)).toEqual([{ row: contest.rows[0], skipped: 'no room' }])
  })

  test('closes whom it has opened when one of them fails', async () => {
    order.length = 0
    const failing: Contender = { name: 'b', open: () => Promise.reject(new Error('b does not start')) }
    await expect(hold({ ...contest, contenders: [contender('a', 1), failing] }, contest.rows, { rounds: 1, spell: 0.01 }, undefined as never)).rejects.toThrow('b does not start')
    expect(order).toEqual(['a closed'])
  })
})
