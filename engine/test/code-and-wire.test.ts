/** Which line caused which frames, in a real program of ten lines; and which lines may race. */
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { costsByLine } from '../inspect/summary.ts'
import { LiveTrace } from './support/live-trace.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'

const processes = useProcesses()
vi.setConfig({ testTimeout: 60_000 })

/** Line → frames: 8 to connect, 24 to create, 8 for the first call of a thread, 2 for each call. */
const FRAMES: Readonly<Record<number, number>> = { 4: 8, 5: 24, 6: 8 + 4, 7: 24, 8: 2 + 4 + 2, 9: 6, 10: 2 }

test.each(pythonsOf('3.8', '3.13').map(({ version, path }) => [version, { version, path }] as const))('CPython %s: the frames of ten lines are those on the wire, each with its line', async (_, python) => {
  const scene = new LiveTrace(processes)
  const address = join(scene.folder, 'address')
  const server = scene.start('serve_sync.py', 'server', [address], python)
  await server.line(/^READY$/m)
  const ended = await scene.start('ten_lines.py', 'client', [address], python).ended
  expect(ended.stderr).toContain("KeyError: 'y'")
  server.kill('SIGTERM')
  await server.exited
  const { run } = scene
  const costs = [...costsByLine(run).values()].filter(({ file }) => file.endsWith('ten_lines.py'))
  expect(Object.fromEntries(costs.map(({ line, frames }) => [line, frames]))).toEqual(FRAMES)
  const placed = run.frames.filter(({ at }) => at?.file.endsWith('ten_lines.py'))
  expect(costs.reduce((sum, { frames }) => sum + frames, 0)).toBe(placed.length)
  // What has no line is the end of the program: its two proxies are let go.
  const rest = run.frames.filter(({ at }) => at === undefined)
  expect(rest).toHaveLength(2 * 8)
  expect(rest.filter(({ kind }) => kind === 'decref')).toHaveLength(2)
  // Frame k and its line: in the order of the program.
  const lines = placed.map(({ at }) => at!.line)
  expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  const at = (line: number) => costs.find((cost) => cost.line === line)!
  expect(at(5)).toMatchObject({ created: 1, calls: 1 })
  expect(at(6)).toMatchObject({ created: 0, firstCall: true, lastReply: { kind: '#RETURN', result: 'None' } })
  expect(at(6).latency).toBeGreaterThan(0)
  expect(at(10)).toMatchObject({ failure: 'raised', lastError: { result: "KeyError: 'y'" } })
  // One client alone races with nobody.
  expect(costs.filter(({ mayRace }) => mayRace !== undefined)).toEqual([])
})

test('a read and a write without a lock may race where somebody else has a proxy, and only there', async () => {
  const [python] = pythonsOf('3.13')
  const scene = new LiveTrace(processes)
  const ended = await scene.start('may_race.py', 'main', [], python).ended
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const costs = [...costsByLine(scene.run).values()]
  const source = scene.source('may_race.py')
  const racing = costs.filter(({ mayRace }) => mayRace !== undefined).map(({ line }) => source[line - 1]!.trim())
  expect(racing.toSorted()).toEqual(["before = d['a']", "d['a'] = before + 1", "d['x'] += 1  # races", 'value.value += 1  # races'])
  const [hint] = costs.flatMap(({ mayRace }) => mayRace ?? [])
  expect(hint).toMatchObject({ read: { kind: 'call' }, write: { kind: 'call' }, others: [expect.any(String)] })
})
