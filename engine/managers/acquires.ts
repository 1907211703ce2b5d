/**
 * For the trace: which acquires of locks a call was made within. A server sees connections, and here many tasks share
 * few of them; who waits for whom can only be told by whoever asks.
 *
 * As in `lock-owners.ts`, what an async function has acquired is known in what it calls and awaits. The same gap: a function
 * that acquires before its first `await` passes that on to its caller; functions run as `task(…)` do not.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { TraceSource } from '../protocol/trace.ts'
import { noteLine } from '../tracer.ts'

/** One acquire: asked for, held, and given back or never had. */
class Acquire {
  readonly number: number
  readonly ident: string
  readonly outer: Acquire | undefined
  state: 'asked' | 'held' | 'over' = 'asked'

  constructor(ident: string, outer: Acquire | undefined) {
    this.number = ++count
    this.ident = ident
    this.outer = outer
  }
}

let count = 0
const lines = new AsyncLocalStorage<Acquire>()
/** By ident: what this process holds, latest last. */
const held = new Map<string, Set<Acquire>>()

/** The innermost acquire that is held here. */
function innermost(): Acquire | undefined {
  let at = lines.getStore()
  while (at !== undefined && at.state !== 'held') at = at.outer
  return at
}

/**
 * Notes what a call is made within. Must run in the caller's own turn, before the first `await`.
 * @returns to be called with what the method returned
 */
export function noteCall(method: string, ident: string, at: TraceSource | undefined): ((result: unknown) => void) | undefined {
  const outer = innermost()
  const acquire = method === 'acquire' ? new Acquire(ident, outer) : undefined
  if (acquire === undefined && outer === undefined) return undefined
  const holding: number[] = []
  for (let each = outer; each !== undefined; each = each.outer) if (each.state === 'held') holding.unshift(each.number)
  if (at !== undefined) noteLine(at, { acquire: acquire?.number, holding })
  if (acquire !== undefined) {
    lines.enterWith(acquire)
    return (result) => had(acquire, result === true || result === 1)
  }
  return method === 'release' ? (result) => (result === undefined ? undefined : giveBack(ident)) : undefined
}

function had(acquire: Acquire, successful: boolean): void {
  acquire.state = successful ? 'held' : 'over'
  if (!successful) return
  const known = held.get(acquire.ident)
  if (known === undefined) held.set(acquire.ident, new Set([acquire]))
  else known.add(acquire)
}

/** The innermost of this line is given back, or what another line of this process holds. */
function giveBack(ident: string): void {
  const all = held.get(ident)
  if (all === undefined) return
  let own = innermost()
  while (own !== undefined && (own.ident !== ident || own.state !== 'held')) own = own.outer
  const acquire = own ?? [...all].at(-1)!
  acquire.state = 'over'
  all.delete(acquire)
  if (all.size === 0) held.delete(ident)
}

/** Runs `work` as a line of its own, which has acquired nothing. */
export function freshLine<Result>(work: () => Result): Result {
  return lines.exit(work)
}
