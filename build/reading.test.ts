import { readFileSync } from 'node:fs'
import path from 'node:path'
import { lessons } from 'managerie-lessons'
import { expect, test } from 'vitest'
import { judgeReading, readingOf, readingTable } from './reading.ts'

const folder = path.join(import.meta.dirname, '../lessons')
const rows = lessons.map(({ id, number, title }) => ({ id, number, title, reading: readingOf(readFileSync(path.join(folder, id, 'text.md'), 'utf8')) }))

test('every lesson’s text is as long and as plain as a lesson’s may be', () => {
  expect(rows.flatMap(({ id, reading }) => judgeReading(id, reading))).toEqual([])
})

test('the written table is that of the texts', async () => {
  await expect(readingTable(rows)).toMatchFileSnapshot(path.join(folder, 'READING.md'))
})

test('sentences end at full stops, list items and cells; code is one word, headings are none', () => {
  const reading = readingOf('# Title\n\nOne two. Three `a long(piece)` four.\n\n* five six\n* seven\n\n| eight | nine |\n| --- | --- |\n| ten | `x` |\n\n> Do: it.\n')
  expect(reading).toMatchObject({ words: 14, sentences: 9, longest: 3 })
})

test('the two grades are what their formulas give', () => {
  // 10 letters, 4 words, 2 sentences.
  const { ari, colemanLiau } = readingOf('Go on. Try again.')
  expect(ari).toBeCloseTo(4.71 * (12 / 4) + 0.5 * 2 - 21.43)
  expect(colemanLiau).toBeCloseTo(0.0588 * 300 - 0.296 * 50 - 15.8)
})

test('a text that is too long, too short or too hard is found', () => {
  const hard = `${'Notwithstanding considerable infrastructural heterogeneity, interprocess communication necessitates authentication, '.repeat(8)}ultimately.`
  expect(judgeReading('hard', readingOf(hard)).join('\n')).toMatch(/hard: 65 words; a lesson has 300 to 700\nhard: a sentence of 65 words; 36 are the most\nhard: grade \d+\.\d by ARI; 6 is the most\nhard: grade \d+\.\d by Coleman/)
  expect(judgeReading('long', readingOf('Go on. '.repeat(400)))).toEqual(['long: 800 words; a lesson has 300 to 700'])
})
