/** Connections and proxies: made, used once or not at all, and let go. */
import type { Group } from '../contest.ts'
import type { Setting } from '../setting.ts'
import { CPYTHON, CPYTHON_TO_OURS, OURS, duel } from './conversation.ts'

export function setUp(setting: Setting): Group {
  return {
    name: 'set-up',
    title: 'Connections and proxies',
    about: 'A set-up is `connect()`: connect, both challenges, one call. A proxy is created and freed.',
    contests: [
      duel(setting, {
        name: 'connection set-up, unix',
        job: { job: 'setUp' },
        family: 'unix',
        mixed: true,
        others: true,
        rows: [
          { name: 'connection set-up, unix: our client → our server', of: OURS, against: CPYTHON, floor: 0.65, goal: 0.9 },
          { name: 'connection set-up, unix: CPython client → our server', of: CPYTHON_TO_OURS, against: CPYTHON },
        ],
      }),
      duel(setting, {
        name: 'connection set-up, TCP',
        job: { job: 'setUp' },
        family: 'tcp',
        mixed: true,
        rows: [
          { name: 'connection set-up, TCP: our client → our server', of: OURS, against: CPYTHON, floor: 80, goal: 120 },
          { name: 'connection set-up, TCP: unmodified CPython client → our server', of: CPYTHON_TO_OURS, against: CPYTHON, floor: 1, goal: 50 },
        ],
      }),
      duel(setting, {
        name: 'create and free a proxy, unix',
        job: { job: 'proxies' },
        family: 'unix',
        mixed: true,
        rows: [
          { name: 'create and free a proxy, unix: our client → our server', of: OURS, against: CPYTHON, floor: 0.7, goal: 3 },
          { name: 'create and free a proxy, unix: CPython client → our server', of: CPYTHON_TO_OURS, against: CPYTHON },
        ],
      }),
      duel(setting, {
        name: 'create and free a proxy, TCP',
        job: { job: 'proxies' },
        family: 'tcp',
        mixed: true,
        spell: 2,
        rows: [
          { name: 'create and free a proxy, TCP: our client → our server', of: OURS, against: CPYTHON, floor: 100, goal: 400 },
          { name: 'create and free a proxy, TCP: CPython client → our server', of: CPYTHON_TO_OURS, against: CPYTHON },
        ],
      }),
    ],
  }
}
