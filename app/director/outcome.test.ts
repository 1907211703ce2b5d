import { expect, test } from 'vitest'
import { differences, splitArguments } from './outcome.ts'
import type { OutcomeLine } from './outcome.ts'

test('arguments are taken apart as Python wrote them', () => {
  expect(splitArguments("('n', (1, [2, 3]), 'a, b', \"it's\", deep=True)")).toEqual(["'n'", '(1, [2, 3])', "'a, b'", '"it\'s"', 'deep=True'])
  expect(splitArguments("('it\\'s, so')")).toEqual(["'it\\'s, so'"])
  expect(splitArguments('()')).toEqual([])
})

test('runs are compared thing by thing', () => {
  const line = (thing: string, value: string) => ({ thing, value }) as OutcomeLine
  expect(differences([[line("d['n']", '1'), line('d.len()', '1')], [line("d['n']", '2'), line('d.len()', '1')]])).toEqual(["d['n']"])
  expect(differences([[line("d['n']", '1')], []])).toEqual(["d['n']"])
})
