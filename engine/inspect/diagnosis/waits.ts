/** Waits that cannot end. */
import { momentAtTime } from '../moment-at.ts'
import type { Deadlock, DeadlockStep } from '../moment.ts'
import { shortIdent } from '../format.ts'
import { frameNumbers, listed, matched } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding, Paragraph, Piece } from './shape.ts'

/** Those that stand, or stood until one of those who waited was ended. */
function deadlocks(e: Evidence): readonly Deadlock[] {
  const ends: number[] = []
  for (const process of e.run.processes.values()) {
    // A server may answer somebody who is gone, and may notice that before anybody reports his end.
    for (const { pair, connection, kind } of e.askedBy(process.id)) {
      if (kind === 'call' && pair?.receivedAt === undefined) ends.push(Math.min(process.endedAt ?? Infinity, pair?.time ?? Infinity, connection.closedAt ?? Infinity))
    }
  }
  if (ends.length === 0) return []
  const first = Math.min(...ends)
  return (first === Infinity ? e.ending : momentAtTime(e.run, first - 1)).deadlocks
}

function* deadlock(e: Evidence): Iterable<Finding> {
  for (const found of deadlocks(e)) {
    const [first] = found.steps
    const frames = found.steps.flatMap(({ wait, hold }) => [hold.frame, wait.frame])
    yield {
      title: titleOf(e, found),
      process: first!.wait.process,
      time: found.since,
      frame: found.steps.at(-1)!.wait.frame,
      at: found.steps.at(-1)!.wait.frame?.at,
      happened: found.steps.map((step) => stepWords(e, found, step)),
      why: [
        found.kind === 'dead holder'
          ? say`${e.The(first!.hold.process)} ended without giving it back. A lock of a server belongs to whoever acquired it, and nobody else gives it back.`
          : found.steps.length === 1
            ? say`A ${code('Lock')} does not know its owner: who acquires it twice waits for itself.`
            : say`Each took one lock and then asked for the next, in another order. None can go on before another does.`,
      ],
      fix: [
        found.kind === 'dead holder'
          ? say`Hold locks for short, with ${code('with lock:')}, in processes that are not killed.`
          : found.steps.length === 1
            ? say`Acquire it once; or make it an ${code('RLock')}, which its owner may acquire again.`
            : say`Acquire the locks in the same order everywhere; or one lock for all of it.`,
      ],
      matchedOn: matched(frameNumbers(frames), 'who holds and who waits in the server'),
      covers: [],
    }
  }
}

function titleOf(e: Evidence, found: Deadlock): string {
  const { kind, steps } = found
  const names = steps.map(({ wait }) => e.name(wait.process))
  if (kind === 'dead holder') return `${capital(names[0]!)} waits for a lock of ${e.name(steps[0].hold.process)}, which has ended`
  if (steps.length === 1) return `${capital(names[0]!)} waits for a lock that it holds itself`
  const waits = steps.map((step, index) => `${names[index]} waits for ${lockName(e, found, step)}`)
  return `${capital(listed(waits))}, and each holds what the ${steps.length === 2 ? 'other' : 'next'} wants`
}

function stepWords(e: Evidence, found: Deadlock, step: DeadlockStep): Paragraph {
  const { wait, hold } = step
  return say`${e.The(hold.process)} holds ${code(lockName(e, found, step))}${mark(hold.frame)}${lineMark(' ', hold.frame?.at, 'holds it')}; ${e.the(wait.process)} waits for it${mark(wait.frame)}${lineMark(' ', wait.frame?.at, 'waits')}.`
}

function mark(frame: DeadlockStep['wait']['frame']): readonly Piece[] {
  return frame === undefined ? [] : say` ${frameMark(frame)}`
}

/** What the program calls the lock; where that is not known, or another lock has the same name, what it is. */
function lockName(e: Evidence, { steps }: Deadlock, { wait, hold }: DeadlockStep): string {
  const name = (one: DeadlockStep['wait']): string | undefined => one.frame && e.nameOf(one.frame)
  const own = name(wait) ?? name(hold as DeadlockStep['wait'])
  const taken = steps.some((other) => other.wait.on.key !== wait.on.key && name(other.wait) === own)
  if (own !== undefined && !taken) return own
  return `${wait.on.typeid ?? 'lock'} ${shortIdent(wait.on.ident)}`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const WAITS: readonly Pitfall[] = [
  { id: 'deadlock', what: 'each waits for what the other holds', lessons: [10], typescript: 'card', python: 'card', find: deadlock },
]
