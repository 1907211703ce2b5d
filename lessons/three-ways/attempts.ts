import { defineAttempts } from '../schema.ts'
import { threeWays } from './lesson.ts'

export const attempts = defineAttempts(threeWays, [
  {
    name: 'same-address',
    base: 'start',
    open: ['not-its-child', 'one-dummy-each', 'bread', 'both-end-well'],
    parts: { process: 'baker', frame: null },
    why: "Gives the shop's address to `start()`: the port has an owner, and the child cannot listen.",
  },
  {
    name: 'still-shuts-down',
    base: 'start',
    open: ['both-end-well'],
    parts: { process: 'baker', frame: 'call put' },
    why: "Connects, and then calls `shutdown()` as before: the server is not the baker's to end.",
  },
  {
    name: 'own-bread',
    base: 'start',
    open: ['not-its-child', 'one-dummy-each', 'bread'],
    parts: { process: 'baker', frame: 'create Shelf' },
    why: 'The customer puts the loaf there itself: it takes one, and nothing came from the baker.',
  },
  {
    name: 'connects-twice',
    base: 'solution',
    open: ['one-dummy-each'],
    parts: { process: 'baker', frame: 'dummy', nth: 2 },
    why: 'The baker connects two managers to the shop where one is enough.',
  },
  {
    name: 'shop-starts',
    base: 'solution',
    open: [],
    why: 'The shop uses `start()` and waits with `join()`: the server is the child of `shop`, and of no client.',
  },
])
