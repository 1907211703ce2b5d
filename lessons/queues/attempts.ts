import { defineAttempts } from '../schema.ts'
import { queues } from './lesson.ts'

export const attempts = defineAttempts(queues, [
  {
    name: 'one-pill',
    base: 'solution',
    open: ['nobody-waits'],
    parts: { process: 'bakery', frame: 'call get' },
    why: 'All work is done and counted, but the last item is put once. The server goes while two bakers wait for it.',
  },
  {
    name: 'joined-first',
    base: 'solution',
    open: ['joined'],
    parts: { process: 'bakery', frame: 'call join' },
    why: 'Calls `join` before there is any work: it is answered at once, and says nothing.',
  },
  {
    name: 'half-a-batch',
    base: 'solution',
    open: ['all-baked'],
    parts: { process: 'bakery', frame: 'shutdown' },
    why: 'Fetches six of twelve. The rest stays in the server, and goes with it.',
  },
  {
    name: 'printed',
    base: 'start',
    open: ['all-baked', 'joined', 'nobody-waits'],
    why: 'Prints twelve baked loaves without waiting for a baker.',
  },
  {
    name: 'passed-on',
    base: 'solution',
    open: [],
    why: 'One last item for all: whoever gets it puts it back for the next before going home.',
  },
])
