import { defineAttempts } from '../schema.ts'
import { tourData } from './lesson.ts'

export const attempts = defineAttempts(tourData, [
  {
    name: 'known-total',
    base: 'solution',
    open: ['read-all', 'few-reads'],
    parts: { process: 'harbour', frame: 'call __setattr__' },
    why: 'The total is written down as a number. It is right, and nobody has read anything.',
  },
  {
    name: 'every-tenth',
    base: 'solution',
    open: ['read-all', 'total'],
    parts: { process: 'harbour', frame: 'call __getitem__' },
    why: 'Reads every tenth: twenty calls, and the wrong total.',
  },
  {
    name: 'iterated',
    base: 'solution',
    open: ['few-reads'],
    parts: { process: 'harbour', frame: 'call __getitem__' },
    why: 'Goes over the proxy itself. It looks like one line, and asks for each item, and once more to see the end.',
  },
  {
    name: 'boats-one-by-one',
    base: 'solution',
    open: ['few-writes'],
    parts: { process: 'harbour', frame: 'call __setitem__' },
    why: 'The readings come in one answer, the boats still go one by one.',
  },
  {
    name: 'whole-copies',
    base: 'start',
    open: [],
    why: 'A copy of the whole list by `getValue`, and a dict that is full from the beginning.',
  },
])
