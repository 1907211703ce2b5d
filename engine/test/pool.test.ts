/** Pools with real workers. */
import { expect, test } from 'vitest'
import { useProcesses } from './support/processes.ts'

const processes = useProcesses()
const program = new URL('./programs/pool.ts', import.meta.url)

async function output(scenario: string): Promise<string[]> {
  const { code, stdout, stderr } = await processes.node(program, [scenario]).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trimEnd().split('\n')
}

test('workers run functions by every method, in order where order is promised', { timeout: 60_000 }, async () => {
  expect(await output('runs')).toEqual([
    '42 40 "PoolWorker-1:n false"',
    '[1,4,9,16,25] [1,4,9] []',
    '[2,12]',
    '81',
    '[1,4,9] true true',
    '[30] 144',
    '[1,4,9] [1,4,9]',
  ])
})

test('what goes wrong in a worker, or with it, is told to who asked', { timeout: 60_000 }, async () => {
  expect(await output('fails')).toEqual([
    '"ValueError: no 1"',
    '"ValueError: no 1"',
    expect.stringMatching(/^"MaybeEncodingError: Error sending result: '<function .*>'\. Reason: '.*'"$/),
    expect.stringMatching(/^"AttributeError: PoolWorker-1:\d+ cannot find the function 'nowhere' among the exports of file/),
    expect.stringMatching(/^"RuntimeError: PoolWorker-1:\d+ ended with exit code 3 while it ran file:.*pool\.ts\.die"$/),
    '"TimeoutError: "',
    '"ValueError: Pool not running"',
  ])
})

test('workers are prepared, and replaced when they have done their number', { timeout: 60_000 }, async () => {
  expect(await output('prepares')).toEqual(['"well"', expect.stringMatching(/^(true false|false true) "well"$/), '"ValueError: Pool is still running"', '"ValueError: Pool not running"'])
})

test('proxies go to workers and back, and nothing is left', { timeout: 60_000 }, async () => {
  expect(await output('shares')).toEqual(['["a","b","c"] 2'])
})

test('workers of a pool that nobody has any more end', { timeout: 60_000 }, async () => {
  const running = processes.node(program, ['drops'])
  const [, pid] = await running.line(/^(\d+)\n0$/m)
  await expect.poll(() => isThere(Number(pid)), { timeout: 10_000 }).toBe(false)
  running.end()
  expect((await running.ended).code).toBe(0)
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
