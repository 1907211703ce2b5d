import { expect, test } from 'vitest'
import type { TracedProcess } from 'multiprocessing/inspect'
import { laneProcesses, orderLanes, stateOf } from './lanes.ts'

const process = (id: string, role: TracedProcess['role'], startedAt: number, more: Partial<TracedProcess> = {}): TracedProcess => ({
  id,
  pid: 1,
  ppid: 0,
  label: id,
  runtime: 'node',
  version: '20',
  startedAt,
  role,
  state: 'running',
  endedAt: undefined,
  code: null,
  signal: null,
  address: null,
  failure: undefined,
  ...more,
})

test('clients stand left and right of the server, the first to start nearest', () => {
  expect(orderLanes(['server', 'gardener', 'visitor'])).toEqual(['gardener', 'server', 'visitor'])
  expect(orderLanes(['server', 'a', 'b', 'c', 'd'])).toEqual(['c', 'a', 'server', 'b', 'd'])
})

test('a process that starts later moves none that is there', () => {
  const before = orderLanes(['server', 'a', 'b'])
  const after = orderLanes(['server', 'a', 'b', 'c'])
  expect(after.filter((lane) => lane !== 'c')).toEqual(before)
})

test('from six lanes on the server goes first', () => {
  const order = ['server', 'a', 'b', 'c', 'd', 'e']
  expect(orderLanes(order)).toEqual(order)
})

test('lanes are for processes that bound, connected, or exchanged a frame', () => {
  const processes = [process('visitor', 'client', 30), process('server', 'server', 20), process('idler', 'idle', 1), process('gardener', 'client', 10)]
  expect(laneProcesses(processes, new Set())).toEqual(['server', 'gardener', 'visitor'])
  expect(laneProcesses(processes, new Set(['idler', 'outside']))).toEqual(['server', 'idler', 'gardener', 'visitor', 'outside'])
})

test('a state is told for the moment that is looked at', () => {
  const visitor = process('visitor', 'client', 10, { state: 'ended', endedAt: 500, code: 1 })
  expect(stateOf(visitor, undefined)).toBe('exit 1')
  expect(stateOf(visitor, 499)).toBe('running')
  expect(stateOf(visitor, 5)).toBe('not started')
  expect(stateOf(process('server', 'server', 0), undefined)).toBe('serving')
  expect(stateOf(process('server', 'server', 0, { state: 'ended', endedAt: 1, code: null, signal: 'SIGKILL' }), undefined)).toBe('SIGKILL')
})
