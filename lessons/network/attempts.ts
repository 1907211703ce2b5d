import { defineAttempts } from '../schema.ts'
import { network } from './lesson.ts'

export const attempts = defineAttempts(network, [
  {
    name: 'still-open',
    base: 'solution',
    open: ['narrow'],
    parts: { process: 'server', frame: null },
    why: 'Everything works, and the port is open to the whole network.',
  },
  {
    name: 'south-says-so',
    base: 'start',
    open: ['narrow', 'reads-north'],
    parts: { process: 'server', frame: null },
    why: 'South writes −3 itself, since it knows what north would have said.',
  },
  {
    name: 'closing-time',
    base: 'solution',
    open: ['outlives', 'reads-north'],
    parts: { process: 'north', frame: 'shutdown' },
    why: 'North asks the server to shut down when it leaves. Who has the key may do that, and south finds nobody.',
  },
  {
    name: 'own-class',
    base: 'solution',
    open: [],
    why: 'A class of its own instead of a list, one object for all.',
  },
])
