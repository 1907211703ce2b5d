import { defineAttempts } from '../schema.ts'
import { trust } from './lesson.ts'

export const attempts = defineAttempts(trust, [
  {
    name: 'everywhere',
    base: 'solution',
    open: ['at-home'],
    parts: { process: 'server', frame: null },
    why: 'Everything is guarded, and the port is open to the whole network.',
  },
  {
    name: 'old-key',
    base: 'solution',
    open: ['own-key', 'stranger-out'],
    parts: { process: 'stranger', frame: 'dummy' },
    why: 'The key still stands in the source, and the stranger has read it.',
  },
  {
    name: 'all-names',
    base: 'solution',
    open: ['two-names'],
    parts: { process: 'ada', frame: 'create counter' },
    why: 'Nobody calls `set` any more, but everybody may.',
  },
  {
    name: 'ada-sets',
    base: 'solution',
    open: ['whole-steps', 'twenty'],
    why: 'Ada goes on reading and writing; `set` is refused, and her ten are missing.',
  },
  {
    name: 'passed-on',
    base: 'solution',
    open: ['no-orders'],
    parts: { process: 'ben', frame: 'call add', nth: 11 },
    why: 'Ben still passes the parcel on, by a call that is allowed.',
  },
  {
    name: 'proxy-type',
    base: 'solution',
    open: [],
    why: 'The names are those of a proxy type, and the parcel is not even looked at.',
  },
])
