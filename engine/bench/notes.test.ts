import { expect, test } from 'vitest'
import { allGroups } from './groups/index.ts'
import { beginningsOfNotes, noteOf } from './notes.ts'

const python = { program: 'python3', version: '3.11.7' }
const rows = allGroups({ reference: python, others: [], processors: [0, 1], taskset: true, platform: 'linux' } as never).flatMap(({ contests }) => contests.flatMap((contest) => contest.rows.map(({ name }) => name)))

test('each note is about a row that there is', () => {
  expect(beginningsOfNotes.filter((beginning) => !rows.some((row) => row.replaceAll("'", '’').startsWith(beginning)))).toEqual([])
})

test('the longest beginning decides, and a row without one has no note', () => {
  expect(noteOf('connection set-up, TCP: our client → our server')).toContain('40 ms')
  expect(noteOf('connection set-up, unix: our client → our server')).toContain('eight messages')
  expect(noteOf('something else')).toBeUndefined()
})
