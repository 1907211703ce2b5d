/** A disk with little room: what is lost of a trace is counted, whatever fits in between. */
import * as fs from 'node:fs'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { parseTraceEvent } from '../protocol/trace.ts'
import { emit, traceTo } from '../tracer.ts'
import { fileSink } from './trace-sink.ts'

const disk = vi.hoisted(() => ({ room: Infinity }))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  return {
    ...real,
    /** Takes what there is room for, and then says that there is none. */
    writeSync(descriptor: number, bytes: Uint8Array, from: number): number {
      if (disk.room <= 0) throw Object.assign(new Error('no room'), { code: 'ENOSPC' })
      const part = bytes.subarray(from).subarray(0, disk.room)
      disk.room -= part.length
      return real.writeSync(descriptor, part)
    },
    ftruncateSync(descriptor: number, size: number): void {
      disk.room += real.fstatSync(descriptor).size - size
      real.ftruncateSync(descriptor, size)
    },
  }
})
afterEach(() => traceTo(undefined))

test('where there is no room for saying that events were lost, that is said later, of all', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-room-'))
  const path = join(folder, 'x.ndjson')
  traceTo(fileSink(path), 'x', () => 0)
  const close = (listener: string) => emit({ name: 'listener/closed', listener })
  close('first')
  const line = readFileSync(path).length
  disk.room = line + 8
  close('too long for what is left: '.padEnd(200, '.'))
  // This one fits; saying that one was lost does not.
  close('small')
  disk.room = 0
  close('lost')
  disk.room = Infinity
  close('again')
  const events = readFileSync(path, 'utf8').trimEnd().split('\n').map(parseTraceEvent)
  expect(events.map((event) => [event.seq, event.name, 'listener' in event ? event.listener : 'count' in event ? event.count : undefined])).toEqual([
    [0, 'listener/closed', 'first'],
    [2, 'listener/closed', 'small'],
    [5, 'listener/closed', 'again'],
    // Numbers 1, 3 and 4: two events, and the first word of it.
    [6, 'trace/lost', 3],
  ])
  rmSync(folder, { recursive: true })
})
