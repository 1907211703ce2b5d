import { defineAttempts } from '../schema.ts'
import { manager } from './lesson.ts'

export const attempts = defineAttempts(manager, [
  {
    name: 'two-pages',
    base: 'start',
    open: ['two-writers', 'all-there'],
    parts: { process: 'marsh', frame: 'create list', nth: 2 },
    why: 'Reads both lists and prints them as one: the text is right, and each watcher still has a list of its own.',
  },
  {
    name: 'main-writes',
    base: 'start',
    open: ['two-writers', 'all-there'],
    parts: { process: 'marsh', frame: 'create list', nth: 2 },
    why: "`marsh` adds Leo's bird itself: one process writes for another, and nothing more is shared.",
  },
  {
    name: 'plain-list',
    base: 'solution',
    open: ['own-process', 'two-writers', 'all-there'],
    parts: { process: 'marsh', frame: null },
    why: 'Does without a manager: every process has a copy of the page, and what is written on it stays there.',
  },
  {
    name: 'printed',
    base: 'start',
    open: ['two-writers', 'all-there'],
    parts: { process: 'marsh', frame: 'create list', nth: 2 },
    why: 'Prints both birds, and nobody has read them from anywhere.',
  },
  {
    name: 'extend',
    base: 'start',
    open: [],
    why: 'Three watchers write all their birds with one `extend`, and `marsh` reads the list item by item: other frames, the same sharing.',
  },
])
