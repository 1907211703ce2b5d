/** The child's end of `actor.ts`: answers orders, one JSON line for each. */
import { createInterface } from 'node:readline'
import { inspect } from 'node:util'

interface Order<T> {
  readonly nth: number
  readonly order: T
}

/**
 * Answers each order by what `perform` returns; orders may be under way at the same time. Ends the process with its stdin,
 * so that none outlives the one that started it.
 */
export function takeOrders<T>(perform: (order: T) => unknown): void {
  const answer = async ({ nth, order }: Order<T>): Promise<void> => {
    let line: object
    try {
      line = { nth, value: (await perform(order)) ?? null }
    } catch (error) {
      line = { nth, error: inspect(error) }
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  }
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => void answer(JSON.parse(line) as Order<T>))
  lines.on('close', () => process.exit())
}
