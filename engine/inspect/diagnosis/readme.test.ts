/** README.md has the table as it is in the code. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Where } from './pitfall.ts'
import { NO_CARD, PITFALLS } from './table.ts'

const text = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
const where = (one: Where): string => (one === 'card' ? 'card' : `no: ${one.none}`)

test('each row is there, numbered ones first, and no other', () => {
  const order = PITFALLS.toSorted((a, b) => (a.number ?? 100) - (b.number ?? 100))
  const rows = order.map(({ number, id, what, lessons, typescript, python }) => `| ${number ?? ''} | \`${id}\` | ${what} | ${lessons.join(', ')} | ${where(typescript)} | ${where(python)} |`)
  const without = NO_CARD.map(({ what, why }) => `* ${what}: ${why}`)
  expect(text.split('\n').filter((line) => /^\| (?:\d+ )?\|? ?/.test(line) && line.includes('`')).map((line) => line.replaceAll(/ +/g, ' '))).toEqual(rows.map((line) => line.replaceAll(/ +/g, ' ')))
  expect(text.split('\n').filter((line) => line.startsWith('* '))).toEqual(without)
})

test('every number from 1 to 32 has a row', () => {
  expect([...new Set(PITFALLS.flatMap(({ number }) => number ?? []))].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1))
})

test('ids are unique, and what is related is a row', () => {
  const ids = PITFALLS.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
