import { expect, test } from 'vitest'
import { TraceReader } from 'multiprocessing/inspect'
import type { TraceEvent } from 'multiprocessing/protocol'
import type { ProgramState } from '../contract/host.ts'
import { judgePrograms } from './verdict.ts'

function program(name: string, end: Partial<ProgramState>): ProgramState {
  return { name, role: 'client', file: `${name}.ts`, state: 'ended', pid: 7, code: null, signal: null, detail: null, startedAt: 0, endedAt: 1, ...end }
}

/** The trace of a process 7 that failed with an error of this type. */
function failedWith(type: string) {
  const reader = new TraceReader()
  const base = { v: 1 as const, process: '7-a', time: 1 }
  const events: TraceEvent[] = [
    { ...base, seq: 0, name: 'process/started', pid: 7, ppid: 1, label: 'visitor', runtime: 'cpython', version: '3.12.1', wall: 1 },
    { ...base, seq: 1, name: 'process/failed', type, message: 'no' },
  ]
  reader.read(events)
  return reader.run
}

const nothing = new TraceReader().run
const meant = { visitor: { code: 1, error: 'RemoteError' } }

test.each([
  ['a client that ended with 0', program('visitor', { code: 0 }), nothing, {}, true, 'ended with 0'],
  ['a client that ended with 1', program('visitor', { code: 1 }), nothing, {}, false, 'ended with 1'],
  ['a client that was killed', program('visitor', { signal: 'SIGKILL' }), nothing, {}, false, 'was ended by SIGKILL'],
  ['a failure that nobody meant', program('visitor', { code: 1 }), failedWith('TypeError'), {}, false, 'ended with 1 (TypeError)'],
  ['the failure that was meant', program('visitor', { code: 1 }), failedWith('multiprocessing.managers.RemoteError'), meant, true, 'ended with 1 (RemoteError), as it is meant to here'],
  ['another failure with the right code', program('visitor', { code: 1 }), failedWith('TypeError'), meant, false, 'ended with 1 (TypeError); meant to end with 1 (RemoteError)'],
  ['no failure where one was meant', program('visitor', { code: 0 }), nothing, meant, false, 'ended with 0; meant to end with 1 (RemoteError)'],
  ['a program that did not start', program('visitor', { state: 'failed', detail: 'server ended before it listened.' }), nothing, {}, false, 'did not start: server ended before it listened.'],
  ['a server that ended by itself with 0', program('server', { role: 'server', code: 0 }), nothing, {}, true, 'ended with 0'],
  ['a server that failed', program('server', { role: 'server', code: 1 }), nothing, {}, false, 'ended with 1'],
  ['a name that every object has', program('constructor', { code: 0 }), nothing, meant, true, 'ended with 0'],
])('%s is judged rightly', (_, state, run, meantEnds, ok, words) => {
  expect(judgePrograms([state], run, meantEnds, new Set())).toEqual([{ name: state.name, ok, words }])
})

test('a server that was stopped by us is as it should be', () => {
  const server = program('server', { role: 'server', signal: 'SIGTERM' })
  expect(judgePrograms([server], nothing, {}, new Set(['server']))).toEqual([{ name: 'server', ok: true, words: 'was stopped when the others had ended' }])
})
