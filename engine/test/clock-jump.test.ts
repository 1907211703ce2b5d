/** Limits of waits are by the monotonic clock: the time of day may be anything, and may jump. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { WaitQueue } from '../managers/types/waiting.ts'
import { useProcesses } from './support/processes.ts'

const processes = useProcesses()

test.runIf(process.platform === 'linux')('a wait in shared memory ends, and with it the process, where the time of day is an hour ahead', async () => {
  const clock = join(processes.directory(), 'clock.cjs')
  // Also in the thread that waits.
  writeFileSync(clock, 'const real = Date.now\nDate.now = () => real() + 3_600_000\n')
  const { ended } = processes.node(new URL('./programs/lock-limit.ts', import.meta.url), [], { env: { NODE_OPTIONS: `--require=${clock}` } })
  expect(await ended).toMatchObject({ code: 0, stdout: 'false\n', stderr: '' })
})

test('a wait in a server does not end sooner when the time of day jumps', async () => {
  const began = performance.now()
  const waiting = new WaitQueue().wait(0.05, undefined)
  const jumped = vi.spyOn(Date, 'now').mockImplementation(() => 8.64e15)
  expect(await waiting).toBeUndefined()
  jumped.mockRestore()
  expect(performance.now() - began).toBeGreaterThanOrEqual(49)
})
