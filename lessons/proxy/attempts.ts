import { defineAttempts } from '../schema.ts'
import { proxy } from './lesson.ts'

export const attempts = defineAttempts(proxy, [
  {
    name: 'kept-here',
    base: 'solution',
    open: ['read-there'],
    parts: { process: 'keeper', frame: 'create Hive' },
    why: 'The proxy counts along and never asks: the numbers are right until a second keeper comes.',
  },
  {
    name: 'takes-to-look',
    base: 'start',
    open: ['read-there'],
    parts: { process: 'keeper', frame: 'create Hive' },
    why: 'Looks by taking: the right numbers are printed, and the honey is out of the hive.',
  },
  {
    name: 'not-exposed',
    base: 'solution',
    open: ['emptied', 'read-there', 'free-description'],
    parts: { process: 'keeper', frame: 'create Hive' },
    why: 'The property is there, but the server does not expose `__getattribute__` and refuses.',
  },
  {
    name: 'auto-proxy',
    base: 'start',
    open: ['emptied', 'read-there', 'free-description'],
    why: 'Exposes `__getattribute__` without a proxy class: no property comes of it, and in Python the proxy calls itself for ever.',
  },
  {
    name: 'weigh',
    base: 'solution',
    open: [],
    why: 'The hive gets a method that tells its honey, and the property calls that one.',
  },
])
