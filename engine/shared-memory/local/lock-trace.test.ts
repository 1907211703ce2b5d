/** What locks in shared memory tell: asking, having, giving back, and waiting in vain. */
import { afterEach, expect, test } from 'vitest'
import { TraceEventSchema, type TraceEvent } from '../../protocol/trace.ts'
import { safeParse } from 'valibot'
import { traceTo } from '../../tracer.ts'
import { LocalManager } from './local-manager.ts'

const events: TraceEvent[] = []
const manager = new LocalManager()

afterEach(() => {
  traceTo(undefined)
  events.length = 0
})

function told(): string[] {
  for (const event of events) expect(safeParse(TraceEventSchema, event).issues).toBeUndefined()
  const first = Math.min(...events.flatMap((event) => ('claim' in event ? [event.claim!] : [])))
  return events.map((event) => {
    if (!event.name.startsWith('lock/')) return event.name
    const { name, typeid, claim, holder, reason } = event as Record<string, unknown> & { holder?: { pid: number; label: string } }
    return [name, typeid, claim === undefined ? '' : Number(claim) - first, holder ? `${holder.label} ${holder.pid === process.pid}` : '', reason ?? ''].join(' ').trimEnd()
  })
}

test('who waits for a Lock, has it and gives it back is told of by claims', async () => {
  using lock = manager.Lock()
  traceTo((event) => events.push(event), 'p', () => 1)
  await lock.acquire()
  const waiting = lock.acquire()
  expect(await lock.acquire(true, 0.02)).toBe(false)
  lock.release()
  await waiting
  lock.release()
  expect(told()).toEqual([
    'lock/acquired Lock 0',
    'lock/waiting Lock 1 MainProcess true',
    'lock/waiting Lock 2 MainProcess true',
    'lock/abandoned Lock 2  timeout',
    'lock/released Lock 0',
    'lock/acquired Lock 1',
    'lock/released Lock 1',
  ])
  expect(new Set(events.map((event) => 'ident' in event && event.ident))).toEqual(new Set([lock.name]))
})

test('a place of a Semaphore is given back by nobody in particular', async () => {
  using semaphore = manager.Semaphore(2)
  traceTo((event) => events.push(event), 'p', () => 1)
  await semaphore.acquire()
  semaphore.release()
  expect(told()).toEqual(['lock/acquired Semaphore 0', 'lock/released Semaphore'])
})

test('what is disposed of while somebody waits is told of', async () => {
  const lock = manager.Lock()
  await lock.acquire()
  traceTo((event) => events.push(event), 'p', () => 1)
  const waiting = lock.acquire()
  lock.dispose()
  await waiting.catch(() => undefined)
  expect(told().at(-1)).toBe('lock/abandoned Lock 0  closed')
})

test('a SharedStruct is told of with what lies where in it, and when it changes', () => {
  traceTo((event) => events.push(event), 'p', () => 1)
  const struct = manager.SharedStruct('hd3s', [1, 2, new Uint8Array(3)])
  struct.value = [3, 4, new Uint8Array(3)] as never
  struct.dispose()
  expect(told()).toEqual(['memory/created', 'memory/laid-out', 'memory/changed', 'memory/detached', 'memory/unlinked'])
  expect(events[1]).toMatchObject({
    segment: struct.name,
    layout: [
      { offset: 0, size: 2, format: 'h', label: '0' },
      { offset: 8, size: 8, format: 'd', label: '1' },
      { offset: 16, size: 3, format: '3s', label: '2' },
    ],
  })
})
