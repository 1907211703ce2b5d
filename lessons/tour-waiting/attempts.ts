import { defineAttempts } from '../schema.ts'
import { tourWaiting } from './lesson.ts'

export const attempts = defineAttempts(tourWaiting, [
  {
    name: 'more-patience',
    base: 'solution',
    open: ['no-circle', 'both-cook'],
    parts: { process: 'Ben', frame: 'call acquire' },
    why: 'Ben waits longer than Ada. She gives up, he cooks: the circle was there all the same.',
  },
  {
    name: 'no-locks',
    base: 'solution',
    open: ['no-circle', 'both-cook'],
    parts: { process: ['Ada', 'Ben'], frame: 'call wait', nth: 2 },
    why: 'Nobody takes anything, and both say that they have cooked.',
  },
  {
    name: 'open-doors',
    base: 'solution',
    open: ['together'],
    parts: { process: 'kitchen', frame: 'create Barrier' },
    why: 'A barrier for one: it opens for everybody who comes.',
  },
  {
    name: 'silent-bell',
    base: 'solution',
    open: ['bell'],
    parts: { process: ['Ada', 'Ben'], frame: 'call wait', nth: 2 },
    why: 'The order is right, and nobody rings.',
  },
  {
    name: 'try-again',
    base: 'solution',
    open: [],
    why: 'Opposite orders, but whoever does not get the second at once puts the first back and tries again later.',
  },
])
