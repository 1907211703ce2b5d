import { lessons } from 'managerie-lessons'
import { expect, test } from 'vitest'
import { linesIn, readSketch, writeSketch } from './wire-sketch.ts'

test('lines are found by a part of their text, comments at their end left out', () => {
  const text = "def watch(bird, page):\n    page.append(bird)  # the list in the server\n    other = '#3'\n"
  expect(linesIn(text, ['page.append(bird)'])).toEqual([{ number: 2, text: 'page.append(bird)' }])
  expect(linesIn("  hive.honey = 0 // all of it\n  link('https://x')", ['hive.honey', 'link'])).toEqual([
    { number: 1, text: 'hive.honey = 0' },
    { number: 2, text: "link('https://x')" },
  ])
  expect(linesIn(text, ['gone'])).toEqual([])
})

test('a kept sketch is read, and what is none is left out', () => {
  expect(readSketch('call:2 answer:2')).toEqual({ call: 2, answer: 2 })
  expect(readSketch('none')).toEqual({})
  for (const text of ['none', 'handshake:6 call:2 answer:2']) expect(writeSketch(readSketch(text))).toBe(text)
  expect(readSketch('call:100 walrus:2 answer: handshake:6')).toEqual({ handshake: 6 })
})

test('five lessons ask for it', () => {
  expect(lessons.filter((lesson) => lesson.wire).map(({ number }) => number)).toEqual([1, 6, 8, 9, 12])
})
