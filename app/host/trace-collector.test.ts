import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TraceEvent } from 'multiprocessing/protocol'
import { temporaryFolder } from './test/folders.ts'
import { monotonicMicroseconds, TraceCollector } from './trace-collector.ts'
import type { TraceBatch } from './trace-collector.ts'

function line(process: string, seq: number, time: number, extra: object = { name: 'listener/closed', listener: 'l' }): string {
  return `${JSON.stringify({ v: 1, process, seq, time, ...extra })}\n`
}

interface Collected {
  readonly collector: TraceCollector
  readonly folder: string
  readonly events: TraceEvent[]
  readonly seen: TraceEvent[]
  readonly batches: TraceBatch[]
  write(process: string, text: string): void
  until(condition: () => boolean): Promise<void>
}

function collect(now?: () => number): Collected {
  const folder = temporaryFolder()
  const events: TraceEvent[] = []
  const seen: TraceEvent[] = []
  const batches: TraceBatch[] = []
  let look: (() => void) | undefined
  const collector = new TraceCollector({
    folder,
    original: (at) => ({ ...at, file: `original of ${at.file}` }),
    seen: (event) => seen.push(event),
    deliver: (batch) => {
      batches.push(batch)
      events.push(...batch.events)
      look?.()
    },
    ...(now ? { now } : {}),
  })
  return {
    collector,
    folder,
    events,
    seen,
    batches,
    write: (process, text) => appendFileSync(path.join(folder, `${process}.ndjson`), text),
    until: (condition) =>
      new Promise((resolve) => {
        look = () => {
          if (condition()) resolve()
        }
        look()
      }),
  }
}

test('events of several processes come in order of time while they are written', async () => {
  const { collector, write, events, until } = collect()
  collector.start()
  const base = monotonicMicroseconds()
  write('a', line('a', 0, base) + line('a', 1, base + 20))
  write('b', line('b', 0, base + 10) + line('b', 1, base + 30))
  await until(() => events.length === 4)
  expect(events.map(({ process, seq }) => `${process}${seq}`)).toEqual(['a0', 'b0', 'a1', 'b1'])
  collector.close()
})

test('no event comes before an earlier one, however the writers and the looks interleave', async () => {
  const step = fc.record({
    writer: fc.nat({ max: 3 }),
    /** Microseconds between the stamp and the write: less than the slack. */
    late: fc.nat({ max: 15_000 }),
    pause: fc.nat({ max: 9000 }),
    look: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      let now = 1_000_000
      const { collector, write, events } = collect(() => now)
      collector.start()
      const waiting: { at: number; writer: string; text: string }[] = []
      const seqs = new Map<string, number>()
      const advance = (to: number): void => {
        // What was stamped is written at its moment, each writer in its order.
        for (const due of waiting.filter(({ at }) => at <= to).toSorted((a, b) => a.at - b.at)) {
          waiting.splice(waiting.indexOf(due), 1)
          write(due.writer, due.text)
        }
        now = to
      }
      for (const { writer, late, pause, look } of steps) {
        const name = `w${writer}`
        const seq = seqs.get(name) ?? 0
        // A writer stamps its next event when the one before is written.
        advance(Math.max(now, ...waiting.filter((one) => one.writer === name).map(({ at }) => at)))
        seqs.set(name, seq + 1)
        waiting.push({ at: now + late, writer: name, text: line(name, seq, now) })
        advance(now + pause)
        if (look) collector.look()
      }
      advance(now + 20_000)
      await collector.finish()
      collector.close()
      expect(events).toHaveLength(steps.length)
      const times = events.map(({ time }) => time)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      for (const [name, count] of seqs) {
        expect(events.filter(({ process }) => process === name).map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index))
      }
    }),
    { numRuns: 60 },
  )
})

test('an event that is later than any slack still comes, with its own time', async () => {
  const { collector, write, events, until } = collect()
  collector.start()
  const base = monotonicMicroseconds()
  write('a', line('a', 0, base))
  await until(() => events.length === 1)
  write('b', line('b', 0, base - 5_000_000))
  await until(() => events.length === 2)
  expect(events[1]).toMatchObject({ process: 'b', time: base - 5_000_000 })
  collector.close()
})

test.each([
  ['no JSON', 'rubbish\n'],
  ['another version', '{"v":2,"process":"a","seq":0,"time":1,"name":"listener/closed","listener":"l"}\n'],
  ['a name that nobody knows', line('a', 0, 1, { name: 'listener/vanished' })],
  ['a field that is missing', line('a', 0, 1, { name: 'listener/closed' })],
  ['an empty line', '\n'],
  ['bytes that are no text', '\u0000\uFFFD\n'],
])('a line with %s is counted and the others are read', async (_, bad) => {
  const { collector, write, events, batches } = collect()
  write('a', line('a', 0, 1) + bad + line('a', 1, 2))
  await collector.finish()
  collector.close()
  expect(events.map(({ seq }) => seq)).toEqual([0, 1])
  expect(batches.reduce((sum, { lost }) => sum + lost, 0)).toBe(1)
})

test('a line that was being written when its process was killed is counted, one that comes in pieces is read', async () => {
  const { collector, write, events, batches, until } = collect()
  collector.start()
  const whole = line('a', 0, 1)
  write('a', whole.slice(0, 20))
  write('b', line('b', 0, 2))
  await until(() => events.length === 1)
  write('a', whole.slice(20))
  await until(() => events.length === 2)
  write('b', line('b', 1, 3).slice(0, 30))
  await collector.finish()
  collector.close()
  expect(events.map(({ process }) => process)).toEqual(['b', 'a'])
  expect(batches.reduce((sum, { lost }) => sum + lost, 0)).toBe(1)
})

test('a line without end is given up after a megabyte, and the next one is read', async () => {
  const { collector, write, events, batches } = collect()
  write('a', `${'x'.repeat(3 * 1024 * 1024)}\n${line('a', 0, 1)}`)
  await collector.finish()
  collector.close()
  expect(events).toHaveLength(1)
  expect(batches.reduce((sum, { lost }) => sum + lost, 0)).toBe(1)
})

test('a trace without end leaves the host time: it comes in batches, in order, and all of it', async () => {
  const { collector, write, events, batches } = collect()
  const count = 30_000
  write('a', Array.from({ length: count }, (_, seq) => line('a', seq, seq * 2)).join(''))
  write('b', line('b', 0, count) + line('b', 1, count * 3))
  let beats = 0
  const beat = setInterval(() => beats++, 1)
  await collector.finish()
  clearInterval(beat)
  collector.close()
  expect(events).toHaveLength(count + 2)
  const times = events.map(({ time }) => time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(Math.max(...batches.map((batch) => batch.events.length))).toBeLessThanOrEqual(2000)
  // Between two batches whatever else the host has to do has had its turn.
  expect(beats).toBeGreaterThan(3)
})

test('events with long payloads come in smaller batches', async () => {
  const { collector, write, events, batches } = collect()
  const frame = { name: 'frame/sent', connection: 'c', index: 0, size: 60_000, payload: 'A'.repeat(80_000) }
  write('a', Array.from({ length: 40 }, (_, seq) => line('a', seq, seq, frame)).join(''))
  await collector.finish()
  collector.close()
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index))
  expect(Math.max(...batches.map((batch) => batch.events.length))).toBeLessThanOrEqual(14)
})

test('what the host saw itself takes its place in time, and places become what a person wrote', async () => {
  const { collector, write, events, seen } = collect(() => 50)
  collector.add({ name: 'process/exited', pid: 7, code: null, signal: 'SIGKILL' })
  write('a', line('a', 0, 40, { name: 'process/failed', type: 'Error', message: 'm', at: { file: '/x/a.js', line: 3, column: 1 } }) + line('a', 1, 60))
  await collector.finish()
  collector.close()
  expect(events.map(({ name }) => name)).toEqual(['process/failed', 'process/exited', 'listener/closed'])
  expect(events[0]).toMatchObject({ at: { file: 'original of /x/a.js', line: 3 } })
  expect(events[1]).toMatchObject({ v: 1, process: `${process.pid}-host`, seq: 0, time: 50, pid: 7, code: null, signal: 'SIGKILL' })
  expect(seen).toHaveLength(3)
})

test('other files and a folder that is gone do no harm', async () => {
  const { collector, folder, events } = collect()
  writeFileSync(path.join(folder, 'notes.txt'), line('a', 0, 1))
  await collector.finish()
  collector.close()
  expect(events).toEqual([])
  const gone = new TraceCollector({ folder: '/not/there', original: (at) => at, seen: () => {}, deliver: () => {} })
  expect(existsSync('/not/there')).toBe(false)
  await gone.finish()
  gone.close()
})
