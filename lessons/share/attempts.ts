import { defineAttempts } from '../schema.ts'
import { share } from './lesson.ts'

export const attempts = defineAttempts(share, [
  {
    name: 'own-locks',
    base: 'start',
    open: ['unsplit', 'all-counted'],
    parts: { process: 'crowd', frame: 'create visits' },
    why: 'A lock for each walker: everybody holds one, and nobody waits for anybody.',
  },
  {
    name: 'set-at-end',
    base: 'start',
    open: ['unsplit'],
    parts: { process: 'crowd', frame: 'create visits' },
    why: 'The crowd writes 100 at the end. The number is right, the counting is not.',
  },
  {
    name: 'open-gate',
    base: 'solution',
    open: ['all-counted'],
    parts: { process: 'crowd', frame: 'call count' },
    why: 'One method in the server, but it waits between its own read and write: the race has moved into the class.',
  },
  {
    name: 'one-walker',
    base: 'solution',
    open: ['four-walkers'],
    parts: { process: 'crowd', frame: 'call enter' },
    why: 'One process counts for all: nothing is lost, because nobody shares.',
  },
  {
    name: 'one-lock',
    base: 'start',
    open: [],
    why: "One lock of the server around read and write. Slower by two calls a visit, and right.",
  },
])
