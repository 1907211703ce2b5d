/** What one would take instead, in TypeScript: a shared counter in a worker or a child process. */
import type { Contest, Group, Row, Targets } from '../contest.ts'
import { missingFor, type Setting } from '../setting.ts'
import { OURS, conversation, type Job } from './conversation.ts'
import { soloist } from './partners.ts'

/** Names are those in `programs/peers.ts`. */
const PEERS = [
  { name: 'comlink', title: 'comlink, a worker thread' },
  { name: 'workerpool', title: 'workerpool, a worker thread' },
  { name: 'piscina', title: 'piscina, a worker thread' },
  { name: 'birpc', title: 'birpc over the channel of a child process' },
] as const

export function peers(setting: Setting): Group {
  return {
    name: 'peers',
    title: 'What one would take instead',
    about: 'The same small call: one object in one worker or process, which adds a number and gives the total. Ours goes over a Unix socket; other programs, in Python too, could call the same object. Of 64 calls at a time ours are in a `pipeline()`, 64 and then the next 64; the peers have always 64 under way.',
    contests: [
      contest(setting, 'one call at a time', 1, { job: 'calls' }, {}),
      contest(setting, '64 calls at a time', 64, { job: 'pipelined', width: 64 }, { floor: 1.5, goal: 2.5 }),
      contest(setting, '64 calls at a time, each on a connection', 64, { job: 'abreast', width: 64 }, {}),
    ],
  }
}

function contest(setting: Setting, words: string, width: number, job: Job, targets: Targets): Contest {
  return {
    name: `peers, ${words}`,
    contenders: [
      conversation(setting, { name: OURS, server: 'ours', client: 'ours', job, family: 'unix' }),
      ...PEERS.map(({ name }) => soloist(name, (place) => place.node('peers', [name]), { width })),
    ],
    rows: [
      { name: `${words}: ours against the best TypeScript peer`, of: OURS, against: PEERS.map(({ name }) => name), ...targets },
      ...PEERS.map(({ name, title }): Row => ({ name: `${words}: ours against ${title}`, of: OURS, against: name })),
    ],
    missing: missingFor('unix', 'unpinned', setting),
  }
}
