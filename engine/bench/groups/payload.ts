/** Bytes put into a server, in one call each. */
import type { Group, Targets } from '../contest.ts'
import type { Setting } from '../setting.ts'
import { CPYTHON, CPYTHON_TO_OURS, OURS, duel } from './conversation.ts'

const SIZES: readonly { words: string; size: number; targets: Targets }[] = [
  { words: '64 KiB', size: 64 << 10, targets: { floor: 0.6, goal: 0.9 } },
  { words: '1 MiB', size: 1 << 20, targets: { floor: 0.8, goal: 1.3 } },
]

export function payload(setting: Setting): Group {
  return {
    name: 'payload',
    title: 'Payloads',
    contests: SIZES.map(({ words, size, targets }) => {
      const name = `payload of ${words}, put, unix`
      const figures = { figure: 'throughput', unit: 'B/s' } as const
      return duel(setting, {
        name,
        job: { job: 'put', size },
        family: 'unix',
        mixed: true,
        rows: [
          { name: `${name}: ours ↔ ours`, of: OURS, against: CPYTHON, ...figures, ...targets },
          { name: `${name}: CPython client → our server`, of: CPYTHON_TO_OURS, against: CPYTHON, ...figures },
        ],
      })
    }),
  }
}
