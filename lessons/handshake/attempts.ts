import { defineAttempts } from '../schema.ts'
import { handshake } from './lesson.ts'

export const attempts = defineAttempts(handshake, [
  {
    name: 'another-word',
    base: 'start',
    open: ['let-in', 'climbs', 'goes-home'],
    parts: { process: 'friend', frame: 'failure' },
    why: "The friend's key is bytes now, but not the server's bytes: a capital letter is another key.",
  },
  {
    name: 'no-key',
    base: 'solution',
    open: ['let-in', 'climbs'],
    parts: { process: 'friend', frame: 'failure' },
    why: 'The friend gives no key, and so uses the random one of its own process.',
  },
  {
    name: 'open-to-all',
    base: 'solution',
    open: ['refused', 'goes-home'],
    parts: { process: 'stranger', frame: 'dummy' },
    why: "Changes the server's key to the stranger's: both get in, and nobody is refused.",
  },
  {
    name: 'stays-away',
    base: 'solution',
    open: ['refused', 'goes-home'],
    parts: { process: 'stranger', frame: null },
    why: 'The stranger prints the right words and never comes to the door.',
  },
  {
    name: 'current-process',
    base: 'solution',
    open: [],
    why: "Sets the key of the friend's whole process: a manager without an authkey takes that one.",
  },
])
