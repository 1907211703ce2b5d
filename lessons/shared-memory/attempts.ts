import { defineAttempts } from '../schema.ts'
import { sharedMemory } from './lesson.ts'

export const attempts = defineAttempts(sharedMemory, [
  {
    name: 'no-lock',
    base: 'solution',
    open: ['all-sacks'],
    why: 'The right memory and nobody who takes turns: memory does not keep two writers apart.',
  },
  {
    name: 'left-behind',
    base: 'solution',
    open: ['given-back'],
    why: 'Makes the list without a manager and forgets it. Something else cleans up when the program ends.',
  },
  {
    name: 'value-proxy',
    base: 'start',
    open: ['one-memory', 'no-frames', 'all-sacks', 'given-back'],
    why: "A manager's `Value` instead of its list: it looks like a number, and every turn is four frames as before.",
  },
  {
    name: 'one-miller',
    base: 'solution',
    open: ['one-memory'],
    why: 'One miller counts for both. The number is right, and nothing was shared.',
  },
  {
    name: 'by-hand',
    base: 'solution',
    open: [],
    why: 'No manager: the program makes the list, and unlinks it in the end.',
  },
])
