/** Many calls under way: on one connection, on several, and as programs have them, by proxies and `Promise.all`. */
import type { Group } from '../contest.ts'
import { missingFor, type Setting } from '../setting.ts'
import { CPYTHON, CPYTHON_TO_OURS, OURS, conversation, duel } from './conversation.ts'

const WIDTH = 64

export function inFlight(setting: Setting): Group {
  const pinned = 'one CPU each'
  return {
    name: 'in-flight',
    title: 'Many calls under way',
    about:
      'On a connection: requests follow each other without waiting for replies. CPython has no client that does so; its side is a small loop over `os.read` and `os.write`. ' +
      'By proxies: 64 calls at a time in one program of ours, in a `pipeline()`.',
    contests: [
      duel(setting, {
        name: '64 in flight on one connection, unix',
        job: { job: 'inFlight', lines: 1, width: WIDTH },
        family: 'unix',
        mixed: true,
        rows: [
          { name: '64 in flight on one connection, unix: ours ↔ ours', of: OURS, against: CPYTHON, floor: 3, goal: 4.5 },
          { name: '64 in flight on one connection, unix: CPython loop → our server', of: CPYTHON_TO_OURS, against: CPYTHON },
        ],
      }),
      duel(setting, {
        name: '8 connections × 16 in flight, unix',
        job: { job: 'inFlight', lines: 8, width: 16 },
        family: 'unix',
        mixed: true,
        rows: [
          { name: '8 connections × 16 in flight, unix: ours ↔ ours', of: OURS, against: CPYTHON, floor: 8, goal: 14 },
          { name: '8 connections × 16 in flight, unix: CPython loop → our server', of: CPYTHON_TO_OURS, against: CPYTHON },
        ],
      }),
      {
        name: `64 of our calls at a time, unix, ${pinned}`,
        contenders: [
          conversation(setting, { name: CPYTHON, server: setting.reference, client: setting.reference, job: { job: 'calls' }, family: 'unix', placement: pinned }),
          conversation(setting, { name: OURS, server: 'ours', client: 'ours', job: { job: 'pipelined', width: WIDTH }, family: 'unix', placement: pinned }),
        ],
        rows: [{ name: `64 of our calls at a time against one of a CPython client's, unix, ${pinned}`, of: OURS, against: CPYTHON, floor: 14, goal: 20 }],
        missing: missingFor('unix', pinned, setting),
      },
    ],
  }
}
