import { expect, test } from 'vitest'
import type { TraceEvent } from 'multiprocessing/protocol'
import { ProcessFamily } from './process-family.ts'

function started(pid: number, ppid: number): TraceEvent {
  return { v: 1, process: `${pid}-x`, seq: 0, time: pid, name: 'process/started', pid, ppid, label: '', runtime: 'node', version: '', wall: 0 }
}
function exited(pid: number, by: number): TraceEvent {
  return { v: 1, process: `${by}-x`, seq: 1, time: 99, name: 'process/exited', pid, code: 0, signal: null }
}

test('a process belongs to the program that started it, over several generations', () => {
  const family = new ProcessFamily()
  for (const event of [started(30, 20), started(20, 10), started(10, 1)]) family.add(event)
  expect(family.lineage('30-x')).toEqual([30, 20, 10, 1])
  expect(family.lineage('nobody')).toEqual([])
})

test('descendants whose end nobody told are known, whoever told the others', () => {
  const family = new ProcessFamily()
  for (const event of [started(10, 1), started(20, 10), started(21, 10), started(30, 20), started(40, 2)]) family.add(event)
  family.add(exited(21, 21))
  family.add(exited(10, 5))
  expect(family.untold(10)).toEqual([20, 30])
  family.add(exited(30, 20))
  expect(family.untold(10)).toEqual([20])
  expect(family.untold(40)).toEqual([])
})

test('processes that name each other as parents do not hang it', () => {
  const family = new ProcessFamily()
  for (const event of [started(1, 2), started(2, 1)]) family.add(event)
  expect(family.lineage('1-x')).toEqual([1, 2])
})
