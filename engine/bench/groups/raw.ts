/** What Node itself can do with a Unix socket, and how much of it our calls reach. */
import type { Contest, Group } from '../contest.ts'
import { missingFor, type Placement, type Setting } from '../setting.ts'
import { OURS, conversation, type Job } from './conversation.ts'

const RAW = 'bare sockets'
const LIMITS: readonly { words: string; placement: Placement; raw: Readonly<Record<string, unknown>>; ours: Job }[] = [
  { words: 'one at a time, one CPU', placement: 'one CPU', raw: { width: 1 }, ours: { job: 'calls' } },
  { words: 'one at a time, one CPU each', placement: 'one CPU each', raw: { width: 1 }, ours: { job: 'calls' } },
  { words: '64 in flight', placement: 'unpinned', raw: { width: 64 }, ours: { job: 'inFlight', lines: 1, width: 64 } },
  { words: '64 in flight in one write', placement: 'unpinned', raw: { width: 64, coalesced: true }, ours: { job: 'inFlight', lines: 1, width: 64 } },
]

export function raw(setting: Setting): Group {
  return {
    name: 'raw',
    title: "Node's limits",
    about: 'Messages of 60 bytes over a Unix socket and back, by `net` alone: no pickles, no checks, no objects.',
    contests: LIMITS.map(({ words, placement, raw: request, ours }): Contest => {
      const name = `Node's limit, ${words}`
      return {
        name,
        contenders: [
          conversation(setting, { name: RAW, server: 'ours', client: 'ours', programs: { server: 'raw-server', client: 'raw-client' }, job: { job: 'exchange', ...request }, family: 'unix', placement }),
          conversation(setting, { name: OURS, server: 'ours', client: 'ours', job: ours, family: 'unix', placement }),
        ],
        rows: [
          { name, of: RAW },
          { name: `${name}: what our calls reach of it`, of: OURS, against: RAW },
        ],
        missing: missingFor('unix', placement, setting),
      }
    }),
  }
}
