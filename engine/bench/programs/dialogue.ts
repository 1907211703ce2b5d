/** The measured side of `partner.ts`: a line of JSON in, a line of JSON out. */
import { createInterface } from 'node:readline'

export type Request = Readonly<Record<string, unknown>>
export type Answer = Readonly<Record<string, unknown>>

/** Says that this process is ready, and answers until nobody asks any more; then ends it. */
export function answerAll(hello: Answer, answer: (request: Request) => Promise<Answer> | Answer): void {
  say(hello)
  const lines = createInterface({ input: process.stdin })
  lines.on('line', async (line) => {
    try {
      say(await answer(JSON.parse(line) as Request))
    } catch (error) {
      say({ error: (error as Error).stack ?? String(error) })
    }
  })
  lines.on('close', () => process.exit(0))
}

function say(answer: Answer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

/** How often something was done, and in what time. */
export interface Tally {
  readonly count: number
  readonly seconds: number
}

/** Does something one after another, `batch` times between two looks at the clock. */
export async function repeat(seconds: number, batch: number, once: () => Promise<unknown>): Promise<Tally> {
  const began = performance.now()
  const end = began + seconds * 1000
  let count = 0
  let now = began
  while (now < end) {
    for (let time = 0; time < batch; time++) await once()
    count += batch
    now = performance.now()
  }
  return { count, seconds: (now - began) / 1000 }
}

/** The same for what does not wait. */
export function repeatAtOnce(seconds: number, batch: number, once: () => unknown): Tally {
  const began = performance.now()
  const end = began + seconds * 1000
  let count = 0
  let now = began
  while (now < end) {
    for (let time = 0; time < batch; time++) once()
    count += batch
    now = performance.now()
  }
  return { count, seconds: (now - began) / 1000 }
}

/** Keeps `width` of something under way: each of them begins anew when it is done. */
export async function repeatAbreast(seconds: number, width: number, once: () => Promise<unknown>): Promise<Tally> {
  const began = performance.now()
  const end = began + seconds * 1000
  let count = 0
  const line = async (): Promise<void> => {
    while (performance.now() < end) {
      for (let time = 0; time < 8; time++) await once()
      count += 8
    }
  }
  await Promise.all(Array.from({ length: width }, line))
  return { count, seconds: (performance.now() - began) / 1000 }
}
