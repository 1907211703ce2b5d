/** Which errors a fault may end a call with, and how they are told. */
import type { Answer } from './child.ts'
import type { Kind } from './plan.ts'

/** Faults that no call may notice, but for the time that it takes. */
export const HARMLESS: ReadonlySet<Kind> = new Set(['delay', 'drip', 'stop', 'clock', 'disk'])

/** What a connection that has ended gives: an end of file, or an error of the system. */
const TRANSPORT = ['EOFError', 'OSError']
/** What bytes give that are not what they should be. */
const NONSENSE = ['ProcessError', 'UnpicklingError', 'RemoteError', 'ValueError', 'TypeError']

/** Who was at the two ends. */
export interface Ends {
  /** A client of CPython's own, which raises whatever comes out of a pickle that is none. */
  readonly python: boolean
  /** CPython's server, which answers also one who has said that there is no more, with the traceback of that. */
  readonly foreignServer: boolean
}

/** Whether a call that was disturbed has ended with an error of the right class. */
export function transportError(answer: Extract<Answer, { kind: 'error' }>, kind: Kind, { python, foreignServer }: Ends): boolean {
  const isOf = (classes: readonly string[]) => classes.some((name) => answer.classes.includes(name))
  if (isOf(TRANSPORT)) return true
  if (foreignServer && kind === 'half-close') return isOf(['RemoteError'])
  if (kind !== 'garbage' && kind !== 'length' && kind !== 'waiting') return false
  return python || (isOf(NONSENSE) && (answer.classes.includes('PythonError') || isOf(['ProcessError', 'UnpicklingError'])))
}

/** What a client has said, in a line. */
export function said(answer: Answer): string {
  switch (answer.kind) {
    case 'value':
      return JSON.stringify(answer.value).slice(0, 300)
    case 'error':
      return `${answer.error}: ${answer.message.slice(0, 300)}${answer.stage === undefined ? '' : ` (at ${answer.stage})`}`
    case 'killed':
      return 'it was killed'
    case 'hangs':
      return 'nothing'
  }
}
