/**
 * Whether a history is linearizable: whether each operation can have happened at one moment between its call and its return
 * (those of several steps: each step at one moment), so that one after another they are what the model allows.
 *
 * The search of Wing and Gong with Lowe's just-in-time order: it goes through calls and returns in time, and keeps all
 * configurations that explain what has returned so far. A configuration lets operations happen only when one of them must
 * have: at its return. Configurations that are alike are kept once, which is the memory that makes it fast.
 */
import { isKnown, type History, type Operation } from './history.ts'
import { modelOf, partsOf } from './models/index.ts'
import type { Model } from './models/model.ts'

/** What was found about a history. */
export interface Refusal {
  /** The history, or the part of it that cannot be explained. */
  readonly history: History
  /** The operation with whose return nothing explains the history any more. */
  readonly at: Operation
  /** States in which it could have been before that, some of them. */
  readonly states: readonly unknown[]
}

/** A configuration: a state, and how far each operation has come that is open. */
interface Configuration {
  readonly state: unknown
  /** Steps taken by each open operation, in the order of their numbers; `OVER` when it is over. */
  readonly steps: readonly (readonly [operation: number, taken: number])[]
}

interface Search {
  readonly open: ReadonlyMap<number, Operation>
  readonly model: Model<unknown>
  readonly most: number
}

const OVER = -1
/** Configurations at one moment; more are not searched. */
const MOST = 200_000

/** A history with too much at the same time. */
export class TooManyWays extends Error {
  constructor(open: number) {
    super(`there are too many ways to explain ${open} operations that are open at the same time: make the history shorter`)
  }
}

/**
 * @param most configurations to search at one moment
 * @returns undefined when the history can be explained
 * @throws TooManyWays when that would take too long to find out
 */
export function check(history: History, most = MOST): Refusal | undefined {
  for (const part of partsOf(history)) {
    const refusal = checkPart(part, modelOf(part), most)
    if (refusal) return refusal
  }
  return undefined
}

/** Calls and returns in time. At the same time, calls come first: then they overlap, which allows more. */
function eventsOf(history: History): { readonly time: number; readonly returns: boolean; readonly operation: Operation }[] {
  return history.operations
    .flatMap((operation) => [
      { time: operation.called, returns: false, operation },
      ...(operation.returned === null ? [] : [{ time: operation.returned, returns: true, operation }]),
    ])
    .sort((a, b) => a.time - b.time || Number(a.returns) - Number(b.returns))
}

function checkPart(history: History, model: Model<unknown>, most: number): Refusal | undefined {
  const open = new Map<number, Operation>()
  let configurations = new Map<string, Configuration>()
  add(configurations, { state: model.initial, steps: [] })
  for (const { returns, operation } of eventsOf(history)) {
    if (!returns) {
      open.set(operation.id, operation)
      continue
    }
    const explained = explain(configurations, operation, { open, model, most })
    if (explained.size === 0) return { history, at: operation, states: [...configurations.values()].slice(0, 5).map(({ state }) => state) }
    open.delete(operation.id)
    configurations = explained
  }
  return undefined
}

/**
 * All configurations in which an operation is over, reached from these by steps of open operations. One that may have done
 * nothing, or a part, need not be over: it only does no more.
 */
function explain(from: ReadonlyMap<string, Configuration>, operation: Operation, { open, model, most }: Search): Map<string, Configuration> {
  const explained = new Map<string, Configuration>()
  const seen = new Set<string>(from.keys())
  const todo = [...from.values()]
  for (let next = todo.pop(); next; next = todo.pop()) {
    const over = takenBy(next, operation.id) === OVER
    // It will be spoken of no more.
    if (over || !isKnown(operation)) add(explained, { state: next.state, steps: next.steps.filter(([id]) => id !== operation.id) })
    if (over) continue
    for (const each of open.values()) {
      const taken = takenBy(next, each.id)
      if (taken === OVER) continue
      for (const { state, done } of model.step(next.state, each, taken)) {
        // What changes nothing and is known of nobody explains nothing.
        if (state === next.state && !isKnown(each)) continue
        const reached = { state, steps: withSteps(next, each.id, done ? OVER : taken + 1) }
        const key = JSON.stringify(reached)
        if (seen.has(key)) continue
        seen.add(key)
        if (seen.size > most) throw new TooManyWays(open.size)
        todo.push(reached)
      }
    }
  }
  return explained
}

function add(configurations: Map<string, Configuration>, configuration: Configuration): void {
  configurations.set(JSON.stringify(configuration), configuration)
}

function takenBy({ steps }: Configuration, id: number): number {
  return steps.find(([each]) => each === id)?.[1] ?? 0
}

function withSteps({ steps }: Configuration, id: number, taken: number): Configuration['steps'] {
  return [...steps.filter(([each]) => each !== id), [id, taken] as const].sort(([a], [b]) => a - b)
}
