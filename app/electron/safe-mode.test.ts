import { expect, test } from 'vitest'
import { isSafe, safeArguments } from './safe-mode.ts'

test('safe mode is asked for by one argument', () => {
  expect(isSafe(['managerie', '--safe'])).toBe(true)
  expect(isSafe(['managerie', '--safer', 'x--safe', '--no-safe'])).toBe(false)
})

test('starting again in safe mode keeps the other arguments, and asks for it once', () => {
  expect(safeArguments(['electron', '.', '--safe', 'a.ndjson'])).toEqual(['.', 'a.ndjson', '--safe'])
  expect(safeArguments(['managerie'])).toEqual(['--safe'])
})
