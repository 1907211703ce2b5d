import { defineAttempts } from '../schema.ts'
import { callable } from './lesson.ts'

export const attempts = defineAttempts(callable, [
  {
    name: 'function-makes',
    base: 'start',
    open: ['one-jukebox', 'bo-hears-ana'],
    parts: { process: 'bo', frame: 'create Jukebox' },
    why: 'A function instead of the class, but one that makes a new jukebox at every call.',
  },
  {
    name: 'one-tab',
    base: 'solution',
    open: ['two-tabs'],
    parts: { process: 'ana', frame: 'call bill' },
    why: 'Gives out one of everything: now Ana and Bo share a tab as well.',
  },
  {
    name: 'bo-queues-both',
    base: 'start',
    open: ['one-jukebox', 'bo-hears-ana'],
    parts: { process: 'bo', frame: 'create Jukebox' },
    why: "Bo queues Ana's song too: what he prints is right, on a jukebox of his own.",
  },
  {
    name: 'class-of-one',
    base: 'start',
    open: [],
    why: 'The class itself hands out its one object, so it can stay the callable.',
  },
])
