import { expect, test } from 'vitest'
import type { TracedProcess } from 'multiprocessing/inspect'
import type { ProgramView } from '../store.ts'
import { stateWords } from './state-words.ts'

const program = (more: Partial<ProgramView>): ProgramView => ({
  name: 'visitor',
  role: 'client',
  file: 'visitor.ts',
  state: 'running',
  pid: 1,
  code: null,
  signal: null,
  detail: null,
  startedAt: 0,
  endedAt: null,
  ...more,
})

test('a server that listens is serving, everything else is running', () => {
  expect(stateWords(program({}), { role: 'server' } as TracedProcess, false).text).toBe('serving')
  expect(stateWords(program({}), undefined, false).text).toBe('running')
})

test('an end is told by its code or signal, and a bad one as failed', () => {
  expect(stateWords(program({ state: 'ended', code: 0 }), undefined, false)).toEqual({ text: 'exit 0', failed: false })
  expect(stateWords(program({ state: 'ended', code: 1 }), undefined, false)).toEqual({ text: 'exit 1', failed: true })
  expect(stateWords(program({ state: 'ended', signal: 'SIGKILL' }), undefined, false)).toEqual({ text: 'killed', failed: true })
  expect(stateWords(program({ state: 'ended', signal: 'SIGTERM' }), undefined, true)).toEqual({ text: 'stopped', failed: false })
  expect(stateWords(program({ state: 'failed' }), undefined, false)).toEqual({ text: 'did not start', failed: true })
})
