/** The fault deck as data: eight cards, each a thing that can really be done to a process or a connection. Pure. */
import type { Fault } from 'multiprocessing/protocol'
import type { Diagnosis, RunFault } from 'multiprocessing/inspect'
import type { IconName } from '../icons.tsx'

export interface FaultCard {
  readonly fault: Fault
  readonly title: string
  /** What is done, in one sentence. */
  readonly words: string
  readonly icon: IconName
  /** Rows of the table of causes by which it may be named. */
  readonly causes: readonly string[]
}

export const FAULT_CARDS: readonly FaultCard[] = [
  { fault: 'kill', title: 'Kill', words: 'The process ends at once, and says nothing.', icon: 'close', causes: ['server-gone', 'manager-gone'] },
  { fault: 'freeze', title: 'Freeze', words: 'The process stands still. Its connections stay open.', icon: 'circle-slash', causes: ['frozen'] },
  { fault: 'drop reply', title: 'Drop a reply', words: 'The call is done, and its answer is lost.', icon: 'debug-disconnect', causes: ['reply-dropped'] },
  { fault: 'delay digest', title: 'Delay the digest', words: 'The answer to a challenge comes 3 s late.', icon: 'clockface', causes: ['digest-delayed'] },
  { fault: 'wrong key', title: 'Wrong key', words: 'The answer to a challenge is altered.', icon: 'key', causes: ['answer-altered'] },
  { fault: 'port taken', title: 'Port taken', words: 'Somebody else listens there when the server starts.', icon: 'plug', causes: ['port-taken'] },
  { fault: 'restart', title: 'Restart the server', words: 'It is killed, and started again at its address.', icon: 'debug-restart', causes: ['restarted', 'server-gone'] },
  { fault: 'interrupt', title: 'Ctrl-C in mid-call', words: 'The process is interrupted while a call is under way.', icon: 'stop-circle', causes: ['interrupted'] },
]

/** Thawing is the back of the freeze card. */
const THAW: FaultCard = { fault: 'thaw', title: 'Thaw', words: 'The process goes on.', icon: 'play', causes: [] }

export function cardOf(fault: Fault): FaultCard {
  return FAULT_CARDS.find((card) => card.fault === fault) ?? THAW
}

/** How long before it is told that something was done its consequences may show, in microseconds. */
const EARLY = 1_000_000

/** The diagnosis that explains what a fault brought about, if there is one by now. */
export function diagnosisOfFault({ fault, state, endedAt, on }: RunFault, diagnoses: readonly Diagnosis[]): Diagnosis | undefined {
  if (state !== 'done' || endedAt === undefined) return undefined
  const { causes } = cardOf(fault)
  const fitting = diagnoses.filter(({ id, time }) => causes.includes(id) && time >= endedAt - EARLY)
  const rank = ({ id, process }: Diagnosis) => causes.indexOf(id) * 2 + (on === undefined || process === on ? 0 : 1)
  return fitting.toSorted((a, b) => rank(a) - rank(b))[0]
}

/** Whether only programs that serve can be its target. */
export function isForServers(fault: Fault): boolean {
  return fault === 'port taken' || fault === 'restart'
}
