import { defineAttempts } from '../schema.ts'
import { cause } from './lesson.ts'

export const attempts = defineAttempts(cause, [
  {
    name: 'shrugs',
    base: 'start',
    open: ['second-life', 'six-blinks'],
    parts: { process: 'ship', frame: 'call blink', nth: 3 },
    why: 'Catches the end and goes home with 0. Nobody sees the other four blinks.',
  },
  {
    name: 'made-up',
    base: 'start',
    open: ['second-life', 'six-blinks'],
    parts: { process: 'ship', frame: 'call blink', nth: 3 },
    why: 'Prints the blinks that are missing. They have the right words, and no frame.',
  },
  {
    name: 'no-fault',
    base: 'solution',
    open: ['killed', 'second-life', 'six-blinks'],
    parts: { process: 'ship', frame: 'call blink', nth: 3 },
    why: 'Takes the fault out of the lamp: all six come from the first, and nothing was survived.',
  },
  {
    name: 'five',
    base: 'solution',
    open: ['six-blinks'],
    parts: { process: 'ship', frame: 'call blink', nth: 6 },
    why: 'Counts the try that failed: five blinks, and one that was dark.',
  },
  {
    name: 'anew-each-time',
    base: 'start',
    open: [],
    why: 'Never keeps a proxy: connects for each blink, and tries again when that fails.',
  },
])
