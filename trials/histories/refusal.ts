/** A refused history made small, and drawn. */
import { TooManyWays, check, type Refusal } from './checker.ts'
import { describe, type History, type Operation } from './history.ts'

/**
 * The same refusal with fewer operations. Some are left out when the history is refused at the same place whatever came of
 * them, which is asked by forgetting that, and also without them: so what is left proves as much as the whole, and shows no
 * other contradiction. Tried with many at once first: a put and its get mean nothing only together.
 */
export function minimise(refusal: Refusal): Refusal {
  let smallest = cut(refusal)
  // What was forgotten stays in what is searched, and is not drawn.
  let drawn = smallest.history
  for (let size = drawn.operations.length >> 1; size >= 1; size >>= 1) {
    const ids = drawn.operations.map(({ id }) => id)
    for (let from = 0; from < ids.length; from += size) {
      const some = new Set(ids.slice(from, from + size))
      some.delete(smallest.at.id)
      const { history } = smallest
      const forgotten = checkUnlessLong(withOperations(history, history.operations.map((each) => (some.has(each.id) ? { ...each, outcome: null } : each))))
      if (forgotten?.at.id !== smallest.at.id) continue
      const without = withOperations(drawn, drawn.operations.filter(({ id }) => !some.has(id)))
      if (checkUnlessLong(without)?.at.id !== smallest.at.id) continue
      smallest = forgotten
      drawn = without
    }
  }
  return { ...smallest, history: drawn }
}

/** Without what was called after the refused return; what was under way then has no end yet. */
function cut({ history, at, states }: Refusal): Refusal {
  const end = at.returned!
  const operations = history.operations
    .filter(({ called }) => called <= end)
    .map((operation) => (operation.returned !== null && operation.returned > end ? { ...operation, returned: null, outcome: null } : operation))
  return { history: withOperations(history, operations), at, states }
}

/** Configurations that are searched for a smaller history. */
const ENOUGH = 5000

/** Much that is forgotten allows too much to be searched: then it stays as it is. */
function checkUnlessLong(history: History): Refusal | undefined {
  try {
    return check(history, ENOUGH)
  } catch (error) {
    if (error instanceof TooManyWays) return undefined
    throw error
  }
}

function withOperations(history: History, operations: readonly Operation[]): History {
  return { ...history, operations }
}

const WIDTH = 64

/** Lines for people: what each client did when, and what nothing explains. */
export function drawing({ history, at, states }: Refusal): string {
  const operations = [...history.operations].sort((a, b) => a.called - b.called)
  const times = [...new Set(operations.flatMap(({ called, returned }) => (returned === null ? [called] : [called, returned])))].sort((a, b) => a - b)
  // Moments are drawn at the same distance: only their order matters.
  const column = (time: number) => Math.round((times.indexOf(time) / Math.max(1, times.length - 1)) * (WIDTH - 1))
  const names = Math.max(...operations.map(({ client }) => client.length))
  const lines = operations.map((operation) => {
    const from = column(operation.called)
    const to = operation.returned === null ? WIDTH : column(operation.returned)
    const bar = ' '.repeat(from) + (operation.returned === null ? `├${'╌'.repeat(Math.max(0, to - from - 1))}` : to === from ? '│' : `├${'─'.repeat(to - from - 1)}┤`)
    return `  ${operation.client.padEnd(names)}  ${bar.padEnd(WIDTH + 1)} ${describe(operation)}${operation.id === at.id ? '   ← nothing explains this' : ''}`
  })
  const fault = history.fault === null ? '' : `, ${history.fault.client} ${history.fault.kind === 'kill' ? 'killed' : 'cut off'}`
  return [
    `${history.kind}(${history.made.map((each) => JSON.stringify(each)).join(', ')}), seed ${history.seed}${fault}: refused at ${describe(at)} of ${at.client}`,
    ...lines,
    `  before that it was ${states.map((state) => JSON.stringify(state)).join(' or ') || 'nothing that there is'}`,
  ].join('\n')
}
