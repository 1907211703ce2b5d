/** Many clients in two languages, all at once: every call is answered, and right. */
import { expect, test } from 'vitest'
import { LiveServer } from './support/live-server.ts'
import { amount, report, timeLimit } from './support/profile.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'
import { Random } from './support/random.ts'

const processes = useProcesses()

test('mixed calls of many clients are all answered right', { timeout: timeLimit(60) }, async () => {
  const { seed } = new Random()
  const clients = amount(20, 200)
  const calls = amount(100, 1000)
  await using live = await LiveServer.start()
  const [python] = pythonsOf('3.13')
  // Half of them in each language, where there are two; the TypeScript ones in two processes.
  const share = python ? clients / 2 : clients
  const args = (count: number, from: number) => [live.address as string, String(count), String(calls), String(seed + from)]
  const began = performance.now()
  const programs = [
    processes.node(new URL('./programs/callers.ts', import.meta.url), args(share / 2, 0)),
    processes.node(new URL('./programs/callers.ts', import.meta.url), args(share / 2, 1000)),
    ...(python ? [processes.start(python.path, [new URL('./programs/python/callers.py', import.meta.url).pathname, ...args(share, 2000)])] : []),
  ]
  let answered = 0
  let served = 0
  for (const { ended } of programs) {
    const ending = await ended
    expect(ending).toMatchObject({ code: 0, stderr: '' })
    const [, count, sum] = /^(\d+) clients, (\d+) calls answered right$/m.exec(ending.stdout) ?? [ending.stdout]
    expect({ ...ending, count }).toMatchObject({ count: expect.stringMatching(/^\d+$/) as string })
    served += Number(count)
    answered += Number(sum)
  }
  expect(served).toBe(clients)
  expect(answered).toBeGreaterThanOrEqual(clients * calls)
  const seconds = (performance.now() - began) / 1000
  report(`clients: ${clients} at once, ${answered} calls, seed ${seed}: all answered right, in ${seconds.toFixed(0)} s`)
})
