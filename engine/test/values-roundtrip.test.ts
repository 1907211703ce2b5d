/** CPython → our server → CPython: what one process stores another gets back, equal in type and value, whatever it is. */
import { expect, test } from 'vitest'
import { LiveServer } from './support/live-server.ts'
import { LONG, amount, report, timeLimit } from './support/profile.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'
import { Random } from './support/random.ts'

const processes = useProcesses()
const program = new URL('./programs/python/values.py', import.meta.url).pathname
const MINORS = LONG ? ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'] : ['3.13']

test.each(pythonsOf(...MINORS))('values of CPython $version come back as they were', { timeout: timeLimit(20) }, async ({ version, path }) => {
  const { seed } = new Random()
  const count = amount(3000, 100_000)
  await using live = await LiveServer.start()
  await using queue = await live.manager.Queue(64)
  await using dict = await live.manager.dict()
  const began = performance.now()
  const [writer, reader] = ['write', 'read'].map((role) =>
    processes.start(
      path,
      ['-u', '-W', 'ignore', program, role, live.address as string, queue.token.id, dict.token.id, String(seed), String(count)],
      { env: { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' } },
    ).ended,
  )
  expect(await writer).toMatchObject({ code: 0, stderr: '', stdout: `wrote ${count}\n` })
  expect(await reader).toMatchObject({ code: 0, stderr: '', stdout: `read ${count}, 0 wrong\n` })
  expect([await queue.qsize(), await dict.len()]).toEqual([0, 0])
  report(`${count} values of CPython ${version}, protocols 0 to 5, seed ${seed}: all as they were, in ${((performance.now() - began) / 1000).toFixed(0)} s`)
})

test.each(pythonsOf('3.13'))('the comparison finds what differs', async ({ path }) => {
  const { ended } = processes.start(path, [program, 'check'], { env: { PYTHONDONTWRITEBYTECODE: '1' } })
  expect(await ended).toMatchObject({ code: 0, stderr: '', stdout: '30 pairs, missed: []\n' })
})
