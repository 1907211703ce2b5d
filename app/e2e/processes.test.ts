import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { processesWith } from './processes.ts'

test('finds a process and its child by a variable of their environment, until they end', async ({ skip }) => {
  skip(process.platform !== 'linux', 'only Linux shows the environment of processes')
  const mark = randomUUID()
  const child = spawn('sh', ['-c', 'sleep 600 & echo ready; wait'], { env: { ...process.env, PROBE_MARK: mark }, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const found = processesWith('PROBE_MARK', mark) ?? []
    expect(found.map(({ command }) => command.split(' ')[0])).toEqual(expect.arrayContaining(['sh', 'sleep']))
    expect(processesWith('PROBE_MARK', `${mark}x`)).toEqual([])
  } finally {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  }
  await expect.poll(() => processesWith('PROBE_MARK', mark)).toEqual([])
})
