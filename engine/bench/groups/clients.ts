/** Eight clients at once. */
import type { Group, Targets } from '../contest.ts'
import type { Family, Setting } from '../setting.ts'
import { CPYTHON, CPYTHON_TO_OURS, OURS, duel } from './conversation.ts'
import { wordFor } from './calls.ts'

const TARGETS: readonly { family: Family; mixed: Targets; ours: Targets; cpu: Targets }[] = [
  { family: 'unix', mixed: { floor: 1.7, goal: 2.3 }, ours: { floor: 0.6, goal: 1 }, cpu: { floor: 0.4, goal: 0.3 } },
  { family: 'tcp', mixed: { floor: 1.2, goal: 1.4 }, ours: { floor: 0.6, goal: 1 }, cpu: { floor: 0.4, goal: 0.3 } },
]

export function clients(setting: Setting): Group {
  return {
    name: 'clients',
    title: 'Eight clients at once',
    contests: TARGETS.map(({ family, mixed, ours, cpu }) => {
      const name = `8 clients, ${wordFor(family)}`
      return duel(setting, {
        name,
        job: { job: 'calls' },
        family,
        clients: 8,
        mixed: true,
        asleep: family === 'unix',
        others: family === 'unix',
        spell: 2,
        rows: [
          { name: `${name}: CPython clients → our server`, of: CPYTHON_TO_OURS, against: CPYTHON, ...mixed },
          { name: `${name}: our clients → our server`, of: OURS, against: CPYTHON, ...ours },
          { name: `${name}: server CPU per call, CPython clients`, of: CPYTHON_TO_OURS, against: CPYTHON, figure: 'cpu', unit: 's', better: 'less', ...cpu },
        ],
      })
    }),
  }
}
