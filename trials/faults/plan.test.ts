import { expect, test } from 'vitest'
import { ALL_KINDS, Plan, kindsFor } from './plan.ts'

test('the same seed plans the same for a lane; another seed and another lane have other plans', () => {
  const steps = (seed: number, lane: number) => {
    const plan = new Plan(seed, lane, ALL_KINDS)
    return Array.from({ length: 50 }, () => plan.next())
  }
  expect(steps(1, 0)).toEqual(steps(1, 0))
  expect(steps(1, 1)).not.toEqual(steps(1, 0))
  expect(steps(2, 0)).not.toEqual(steps(1, 0))
})

test('every kind comes up', () => {
  const plan = new Plan(7, 0, ALL_KINDS)
  const seen = new Set(Array.from({ length: 5000 }, () => plan.next().kind))
  expect([...seen].toSorted()).toEqual(ALL_KINDS.toSorted())
})

test('a lane is spared what its socket, its client or its server cannot have', () => {
  expect(kindsFor({ tcp: false, traced: false, foreignServer: true }, ALL_KINDS)).not.toEqual(expect.arrayContaining(['reset']))
  expect(kindsFor({ tcp: true, traced: true, foreignServer: false }, ALL_KINDS)).toEqual(ALL_KINDS)
  expect(kindsFor({ tcp: true, traced: false, foreignServer: false }, ['disk'])).toEqual([])
})
