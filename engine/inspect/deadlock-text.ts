/** Waits that cannot end, in a sentence. */
import type { Deadlock, DeadlockStep, WaitedFor } from './moment.ts'
import type { Run } from './run.ts'
import { listWords, processLabel, shortIdent } from './format.ts'

/**
 * `worker 1 waits for ink, worker 2 for gate, and each holds what the other wants.`
 * @param nameOf what the program calls an object, as it is to stand in the sentence; left out or undefined: its kind and ident
 */
export function deadlockText(deadlock: Deadlock, run: Pick<Run, 'processes'>, nameOf?: (on: WaitedFor) => string | undefined): string {
  const who = ({ wait }: DeadlockStep): string => processLabel(run, wait.process)
  const what = ({ wait: { on } }: DeadlockStep): string => nameOf?.(on) ?? `${on.typeid ?? 'lock'} ${shortIdent(on.ident)}`
  const { kind, steps } = deadlock
  const [first, second] = steps
  if (first === undefined) return ''
  if (kind === 'dead holder') return `${who(first)} waits for ${what(first)}, and ${processLabel(run, first.hold.process)}, which holds it, has ended.`
  if (second === undefined) return `${who(first)} waits for ${what(first)}, and holds it itself.`
  const others = steps.slice(1).map((step) => `${who(step)} for ${what(step)}`)
  if (steps.length === 2) return `${who(first)} waits for ${what(first)}, ${others[0]!}, and each holds what the other wants.`
  return `${who(first)} waits for ${what(first)}, ${listWords(others)}, and each holds what the one before it wants.`
}
