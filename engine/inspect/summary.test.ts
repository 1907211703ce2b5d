import { expect, test } from 'vitest'
import { recordedRun } from '../test/support/runs.ts'
import { registrationOf, registrationUses } from './registry.ts'
import { costsByLine, summarize } from './summary.ts'

test('a run in numbers', () => {
  expect(summarize(recordedRun('dict-3.13'))).toMatchObject({ frames: 54, inHandshakes: 36, connections: 6, calls: 3, refused: 0, raised: 0, failed: 0 })
  expect(summarize(recordedRun('errors'))).toMatchObject({ refused: 1, raised: 2, failed: 2 })
  expect(summarize(recordedRun('wrong-key'))).toMatchObject({ frames: 4, inHandshakes: 3, refused: 1, failed: 0 })
})

test('each line has the frames that it caused: 8 to connect, 24 to create, 10 for the first call, 4 for +=', () => {
  const costs = [...costsByLine(recordedRun('dict-3.13')).values()].toSorted((a, b) => a.line - b.line)
  expect(costs.map(({ file, frames, calls, firstCall }) => [file, frames, calls, firstCall])).toEqual([
    ['/garden/client.py', 8, 1, false],
    ['/garden/client.py', 24, 1, false],
    ['/garden/client.py', 10, 1, true],
    ['/garden/client.py', 4, 2, false],
  ])
  expect(costs[2]!.lastReply).toMatchObject({ kind: '#RETURN', result: '1' })
  expect(costs[3]!.latency).toBeGreaterThan(0)
})

test('a line with a refused call has the error', () => {
  const cost = [...costsByLine(recordedRun('exposed')).values()].find(({ failure }) => failure !== undefined)
  expect(cost).toMatchObject({ file: '/garden/visitor.py', line: 9, frames: 2, calls: 1, failure: 'refused' })
  expect(cost!.lastError).toMatchObject({ kind: '#TRACEBACK', method: 'vent' })
})

test('a line that could not prove its key has the refusal', () => {
  const [cost] = costsByLine(recordedRun('wrong-key')).values()
  expect(cost).toMatchObject({ line: 4, frames: 4, failure: 'refused', lastError: { kind: 'failure' } })
})

test('a registration knows what it was used for', () => {
  const run = recordedRun('exposed')
  const [server] = [...run.processes.values()]
  const [house] = registrationUses(run).filter(({ row }) => row.process === server!.id)
  expect(house).toMatchObject({ row: { typeid: 'Greenhouse', callable: '<lambda>' }, creates: 2, objects: 1, proxies: 1 })
  expect([...house!.refused]).toMatchObject([['vent', { kind: '#TRACEBACK' }]])
  expect(registrationOf(run, house!.refused.get('vent')!)).toBe(house!.row)
})
