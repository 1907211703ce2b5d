import { expect, test } from 'vitest'
import { readSteps } from './steps.ts'

test('a heading with a phase begins a step, and a block quote is its task', () => {
  const text = '# Title\n\n## Predict: Three names\n\nWords.\n\n> Answer it.\n> Then go on.\n\n## Run: Go\n\nMore.\n'
  expect(readSteps(text)).toEqual([
    { phase: 'Predict', title: 'Three names', text: 'Words.', turn: 'Answer it.\nThen go on.' },
    { phase: 'Run', title: 'Go', text: 'More.', turn: undefined },
  ])
})

test('a title may contain a colon', () => {
  expect(readSteps('## Fix: One: two\n')[0]?.title).toBe('One: two')
})

test('a heading without a phase is an error that names it', () => {
  expect(() => readSteps('## Wonder\n\nWords.')).toThrow(new Error('a step’s heading begins with one of Predict, Run, Watch, Break, Fix, Explain and a colon, got “Wonder”'))
})
