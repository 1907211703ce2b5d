import { defineAttempts } from '../schema.ts'
import { startMethods } from './lesson.ts'

export const attempts = defineAttempts(startMethods, [
  {
    name: 'left-out',
    base: 'start',
    open: ['from-the-top'],
    why: 'Only the way that works without a fresh start: `fork` in Python, a server in the same process in TypeScript.',
  },
  {
    name: 'unguarded',
    base: 'solution',
    open: ['from-the-top', 'all-live'],
    why: 'The callable has a name, and nobody asks which process this is: each child tries to start a child.',
  },
  {
    name: 'no-server',
    base: 'start',
    open: ['from-the-top'],
    parts: { process: 'workshop', frame: null },
    why: 'Rings a bell of its own. It prints the right line, and nothing was started.',
  },
  {
    name: 'by-function',
    base: 'solution',
    open: [],
    why: 'A function with a name makes the bell, and the main part is a function, too.',
  },
])
