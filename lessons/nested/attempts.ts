import { defineAttempts } from '../schema.ts'
import { nested } from './lesson.ts'

export const attempts = defineAttempts(nested, [
  {
    name: 'copied-out',
    base: 'solution',
    open: ['same-list', 'all-three'],
    parts: { process: 'cook', frame: 'call __getitem__', nth: 2 },
    why: 'The list is shared, but the cook takes a slice of it first, and adds sage to that.',
  },
  {
    name: 'assigned-back',
    base: 'start',
    open: ['append-sent', 'same-list'],
    parts: { process: 'gardener', frame: 'call __setitem__' },
    why: 'Everybody fetches a copy, changes it and writes it back. The cook sees all three, but two who do it at once lose one.',
  },
  {
    name: 'own-list',
    base: 'solution',
    open: ['same-list'],
    parts: { process: 'cook', frame: 'create list' },
    why: 'The cook makes a list of its own with all three in it, and puts it over the other.',
  },
  {
    name: 'said-so',
    base: 'start',
    open: ['append-sent', 'same-list', 'all-three'],
    parts: { process: 'gardener', frame: 'call __setitem__' },
    why: 'Prints what was asked for. No list has changed.',
  },
  {
    name: 'setdefault',
    base: 'solution',
    open: [],
    why: 'Puts in and fetches in one call, adds by `extend` and `insert`, and reads a copy of the whole dict with the proxy in it.',
  },
])
