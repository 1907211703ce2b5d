/** What it costs that calls can be traced, and that they are. */
import type { Group } from '../contest.ts'
import { missingFor, type Placement, type Setting } from '../setting.ts'
import { OURS, conversation } from './conversation.ts'

const UNTRACED = 'an engine without a tracer'
const TRACED = 'tracing'

export function tracing(setting: Setting): Group {
  const placement: Placement = 'one CPU'
  const common = { server: 'ours', client: 'ours', job: { job: 'calls' }, family: 'unix', placement } as const
  const env = (folder: string): Record<string, string> => ({ MULTIPROCESSING_TRACE: folder })
  return {
    name: 'tracing',
    title: 'Cost of tracing',
    about: 'One call at a time, unix, one CPU; both ends traced into files. The engine without a tracer is the built one, in which `tracing()` says `false` outright.',
    contests: [
      {
        name: 'cost of tracing',
        contenders: [
          conversation(setting, { ...common, name: OURS }),
          conversation(setting, { ...common, name: UNTRACED, engine: 'untraced' }),
          conversation(setting, { ...common, name: TRACED, env: (place) => env(place.makeFolder()) }),
        ],
        rows: [
          // A cost of nothing is what cannot be told from noise.
          { name: 'calls that are not traced, against an engine without a tracer', of: OURS, against: UNTRACED, floor: 0.97, goal: 0.99 },
          { name: 'calls that are traced, against calls that are not', of: TRACED, against: OURS, floor: 0.9, goal: 0.95 },
        ],
        missing: missingFor('unix', placement, setting),
      },
    ],
  }
}
