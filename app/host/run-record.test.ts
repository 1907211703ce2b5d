import { expect, test } from 'vitest'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { EventName, EventPayload } from '../contract/host.ts'
import { RunRecorder } from './run-record.ts'

const NODE = { id: 'node', language: 'typescript', label: 'Node', version: '20' } as const
const event = (seq: number): TraceEvent => ({ v: 1, process: 'p', seq, time: seq, name: 'process/exited', pid: 1, code: 0, signal: null })
const output = (run: number, text: string): EventPayload<'output'> => ({ run, program: 'a', stream: 'stdout', text, dropped: 0 })

function recorder() {
  const told: { name: EventName; payload: unknown }[] = []
  const record = new RunRecorder((name, payload) => void told.push({ name, payload }))
  return { record, told }
}

test('what is told is counted, kept and told on, and read again some at a time', () => {
  const { record, told } = recorder()
  record.begin(1, new Map([['a.ts', 'x']]))
  expect(record.present()).toBeNull()
  const state = { run: 1, workspace: 'w', runtime: NODE, state: 'running' as const, problems: [], programs: [] }
  record.emit('runChanged', state)
  record.emit('output', output(1, 'hello'))
  for (let batch = 0; batch < 6; batch++) record.emit('trace', { run: 1, events: Array.from({ length: 2000 }, (_, at) => event(batch * 2000 + at)), lost: 0 })
  expect(record.present()).toEqual({ state, files: [{ name: 'a.ts', text: 'x' }] })
  expect(told.slice(1).map(({ payload }) => (payload as { index: number }).index)).toEqual([0, 1, 2, 3, 4, 5, 6])
  const first = record.read(1, 0)
  expect(first).toMatchObject({ next: 3, end: false, cut: 0 })
  const rest = [record.read(1, 3), record.read(1, 5)]
  expect(rest.map((part) => part?.end)).toEqual([false, true])
  const entries = [first, ...rest].flatMap((part) => part?.entries ?? [])
  expect(entries.map(({ payload }) => payload)).toEqual(told.slice(1).map(({ payload }) => payload))
})

test('a run before the present one is told and not kept', () => {
  const { record, told } = recorder()
  record.begin(1, new Map())
  record.emit('output', output(1, 'old'))
  record.begin(2, new Map())
  record.emit('output', output(1, 'late'))
  record.emit('output', output(2, 'new'))
  expect(told).toHaveLength(3)
  expect(record.read(1, 0)).toBeNull()
  expect(record.read(2, 0)?.entries.map(({ payload }) => payload)).toEqual([{ ...output(2, 'new'), index: 0 }])
})

test('of a flood the first events are kept and the rest is counted; of output the last is kept', () => {
  const { record } = recorder()
  record.begin(1, new Map())
  const many = Array.from({ length: 50_000 }, (_, at) => event(at))
  for (let batch = 0; batch < 13; batch++) record.emit('trace', { run: 1, events: many, lost: 0 })
  for (let line = 0; line < 12; line++) record.emit('output', output(1, `${line}`.padEnd(1024 * 1024, '.')))
  let events = 0
  let lines: string[] = []
  let cut = 0
  for (let next = 0, end = false; !end; ) {
    const part = record.read(1, next)!
    for (const entry of part.entries) {
      if (entry.kind === 'trace') events += entry.payload.events.length
      else lines.push(entry.payload.text.slice(0, 2).replace('.', ''))
    }
    ;({ next, end, cut } = part)
  }
  expect(events).toBe(600_000)
  expect(cut).toBe(50_000)
  expect(lines).toEqual(['8', '9', '10', '11'])
})
