import { readFileSync } from 'node:fs'
import { lessons } from 'managerie-lessons'
import { expect, test } from 'vitest'
import { readSteps } from '../lesson/steps.ts'
import { READABLE, stopsOf } from './stops.ts'

test('of a step the heading and the first paragraph are said, and the block quote is done', () => {
  const steps = readSteps('# T\n\n## Predict: One\n\nFirst\nline.\n\nMore.\n\n> Answer.\n\n## Explain: Two\n\nThe end.\n')
  expect(stopsOf(steps)).toEqual([
    { kind: 'say', phase: 'Predict', title: 'One', text: 'First\nline.' },
    { kind: 'do', phase: 'Predict', title: 'One', text: 'Answer.' },
    { kind: 'say', phase: 'Explain', title: 'Two', text: 'The end.' },
  ])
  expect(stopsOf([])).toEqual([])
  const list = readSteps(`## Explain: List\n\n* ${'a'.repeat(200)}\n* ${'b'.repeat(200)}\n* c\n`)
  expect(stopsOf(list).map(({ text }) => text.length)).toEqual([202, 206])
})

test.each(lessons.map((lesson) => [lesson.id]))('lesson %s has something to say at every stop, short enough to be read from afar', (id) => {
  const stops = stopsOf(readSteps(readFileSync(new URL(`../../../lessons/${id}/text.md`, import.meta.url), 'utf8')))
  expect(stops.length).toBeGreaterThanOrEqual(9)
  for (const { title, text } of stops) {
    expect(text, title).not.toBe('')
    // A table is read by its rows.
    if (!text.startsWith('|')) expect(text.length, title).toBeLessThan(READABLE + 60)
  }
})
