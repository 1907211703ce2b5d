import { defineAttempts } from '../schema.ts'
import { ownManager } from './lesson.ts'

export const attempts = defineAttempts(ownManager, [
  {
    name: 'callable-again',
    base: 'solution',
    open: ['no-callable'],
    parts: { process: 'passenger', frame: null },
    why: 'Registers `Ferry` in the passenger, but with the class: the boiler is lit there all the same.',
  },
  {
    name: 'not-registered',
    base: 'solution',
    open: ['no-callable', 'aboard', 'no-kayak', 'goes-on'],
    parts: { process: 'passenger', frame: 'dummy' },
    why: 'Drops the import and registers nothing instead: the manager has no method `Ferry`.',
  },
  {
    name: 'no-callable-at-all',
    base: 'start',
    open: ['aboard', 'no-kayak', 'goes-on'],
    parts: { process: 'passenger', frame: 'create Ferry' },
    why: 'Takes the callable out of **ferry**, and so out of the server: nobody can make a ferry.',
  },
  {
    name: 'kayak-unasked',
    base: 'solution',
    open: ['no-kayak', 'goes-on'],
    parts: { process: 'passenger', frame: 'call board' },
    why: 'Says that there are no kayaks, and never asks.',
  },
  {
    name: 'only-caught',
    base: 'start',
    open: ['no-callable'],
    parts: { process: 'passenger', frame: null },
    why: 'Lives with the refusal, but still carries a boiler.',
  },
  {
    name: 'another-class',
    base: 'solution',
    open: [],
    why: 'A manager class of another name, over `SyncManager`, is as good: only typeids cross the wire.',
  },
])
