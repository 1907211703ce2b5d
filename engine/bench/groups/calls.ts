/** One call at a time, and a queue's put and get. */
import type { Group, Row, Targets } from '../contest.ts'
import type { Family, Placement, Setting } from '../setting.ts'
import { CPYTHON, CPYTHON_TO_OURS, OURS, duel } from './conversation.ts'

const ONE_AT_A_TIME: readonly { family: Family; placement: Placement; ours: Targets; mixed?: Targets }[] = [
  { family: 'unix', placement: 'one CPU', ours: { floor: 0.95, goal: 1.15 }, mixed: { floor: 0.95, goal: 1.05 } },
  { family: 'tcp', placement: 'one CPU', ours: { floor: 0.9, goal: 1.05 }, mixed: { floor: 0.95, goal: 1.05 } },
  { family: 'unix', placement: 'one CPU each', ours: { floor: 0.75, goal: 2 } },
  { family: 'tcp', placement: 'one CPU each', ours: { floor: 0.75, goal: 2 } },
  { family: 'unix', placement: 'unpinned', ours: { floor: 0.75, goal: 2 }, mixed: { floor: 0.75, goal: 1.05 } },
  { family: 'tcp', placement: 'unpinned', ours: { floor: 0.75, goal: 2 }, mixed: { floor: 0.75, goal: 1.05 } },
]

export function calls(setting: Setting): Group {
  return {
    name: 'calls',
    title: 'One call at a time',
    contests: [
      ...ONE_AT_A_TIME.map(({ family, placement, ours, mixed }) => {
        const name = `one call at a time, ${wordFor(family)}, ${placement}`
        const rows: Row[] = [
          { name: `${name}: ours ↔ ours`, of: OURS, against: CPYTHON, ...ours },
          { name: `${name}: CPython client → our server`, of: CPYTHON_TO_OURS, against: CPYTHON, ...mixed },
        ]
        return duel(setting, { name, job: { job: 'calls' }, family, placement, mixed: true, asleep: true, others: family === 'unix' && placement === 'one CPU', rows })
      }),
      duel(setting, {
        name: 'Queue put + get, unix, one CPU',
        job: { job: 'queue' },
        family: 'unix',
        placement: 'one CPU',
        mixed: true,
        rows: [
          { name: 'Queue put + get, unix, one CPU: ours ↔ ours', of: OURS, against: CPYTHON },
          { name: 'Queue put + get, unix, one CPU: CPython client → our server', of: CPYTHON_TO_OURS, against: CPYTHON },
        ],
      }),
    ],
  }
}

export function wordFor(family: Family): string {
  return family === 'tcp' ? 'TCP' : 'unix'
}
