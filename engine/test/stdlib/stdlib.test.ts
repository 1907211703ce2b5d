/** The standard library's own tests of managers, as a client of our server. The whole table: `node engine/test/stdlib/make.mjs`. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WANTED, findPythons } from '../support/pythons.ts'
import { differences, readColumn, renderTable, type Column, type Family } from './results.ts'
import { NoTestPackage, runStandardTests } from './standard-tests.ts'

const table = readFileSync(new URL('RESULTS.md', import.meta.url), 'utf8')
const FAMILIES: readonly Family[] = ['AF_UNIX', 'AF_INET']

test('the newest CPython’s tests do as the table says', { timeout: 240_000 }, async ({ skip }) => {
  const pythons = findPythons()
  const minor = WANTED.findLast((each) => pythons.has(each))
  const python = minor === undefined ? undefined : pythons.get(minor)
  if (minor === undefined || python === undefined) return skip('no CPython is installed here')
  try {
    const results = await runStandardTests(python, 'AF_UNIX')
    expect(differences(readColumn(table, minor, 'AF_UNIX'), results)).toEqual([])
  } catch (error) {
    if (!(error instanceof NoTestPackage)) throw error
    skip(error.message)
  }
})

test.each(WANTED.flatMap((minor) => FAMILIES.map((family) => [minor, family] as const)))('the table has CPython %s over %s, and nothing in it failed', (minor, family) => {
  const outcomes = readColumn(table, minor, family)
  expect([...outcomes.values()].filter((outcome) => outcome === 'passed').length).toBeGreaterThanOrEqual(55)
  expect([...outcomes].filter(([, outcome]) => outcome === 'failed')).toEqual([])
})

const column = (...results: Column['results']): Column => ({ version: '3.13.0', family: 'AF_UNIX', results })

test('a table is read as it was written', () => {
  const written = renderTable([
    column({ id: 'A.test_a', outcome: 'passed', reason: '' }, { id: 'A.test_b', outcome: 'python', reason: 'a|b <c>' }),
    { ...column({ id: 'A.test_b', outcome: 'failed', reason: 'x' }), family: 'AF_INET' },
  ])
  expect([...readColumn(written, '3.13', 'AF_UNIX')]).toEqual([['A.test_a', 'passed'], ['A.test_b', 'python']])
  expect([...readColumn(written, '3.13', 'AF_INET')]).toEqual([['A.test_b', 'failed']])
  expect(readColumn(written, '3.12', 'AF_INET').size).toBe(0)
})

test('a test that passed and does not any more, that is missing, or that is new, is a difference', () => {
  const before = readColumn(renderTable([column({ id: 'A.test_a', outcome: 'passed', reason: '' }, { id: 'A.test_b', outcome: 'passed', reason: '' })]), '3.13', 'AF_UNIX')
  const results = [
    { id: 'A.test_a', outcome: 'failed', reason: 'AssertionError' },
    { id: 'A.test_c', outcome: 'passed', reason: '' },
  ] as const
  expect(differences(before, results)).toEqual([
    'A.test_b: was passed, did not run',
    'A.test_a: was passed, is failed: AssertionError',
    'A.test_c: was not there, is passed: ',
  ])
})
