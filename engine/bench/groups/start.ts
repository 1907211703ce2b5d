/** From nothing to the first call. */
import type { Contender, Group } from '../contest.ts'
import type { Partner } from '../partner.ts'
import type { Setting } from '../setting.ts'
import type { Workplace } from '../workplace.ts'
import { OURS } from './conversation.ts'
import { soloist } from './partners.ts'

const BARE = 'a bare child process'
const figures = { figure: 'seconds', unit: 's', better: 'less' } as const

export function start(setting: Setting): Group {
  const node = (place: Workplace): Promise<Partner> => place.node('start')
  const python = (place: Workplace): Promise<Partner> => place.python(setting.reference, 'start')
  return {
    name: 'start',
    title: 'Start to first call',
    about: '`start()`, one object, one call on it. The bare child is `node` with a file that writes one character. CPython can fork, Node cannot.',
    contests: [
      {
        name: 'start to first call',
        contenders: [several(BARE, node, 'bare'), several(OURS, node, 'manager'), several('CPython, spawn', python, 'spawn'), several('CPython, fork', python, 'fork')],
        rows: [
          { name: 'start to first call: ours against a bare child process', of: OURS, against: BARE, floor: 1.25, goal: 1.1, ...figures },
          { name: 'start to first call: ours against CPython, spawn', of: OURS, against: 'CPython, spawn', ...figures },
          { name: 'start to first call: ours against CPython, fork', of: OURS, against: 'CPython, fork', ...figures },
        ],
        // One start of each.
        warmUp: 0.01,
        rounds: 2,
      },
    ],
  }
}

/** One start each round. */
function several(name: string, begin: (place: Workplace) => Promise<Partner>, how: string): Contender {
  return soloist(name, begin, { how }, ({ seconds }) => ({ seconds: seconds! }))
}
