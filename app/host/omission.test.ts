import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TraceEvent, TraceEventBody } from 'multiprocessing/protocol'
import { Omission } from './omission.ts'

/** Events of connections between a client and a server, as a run would tell them. */
class Told {
  readonly events: TraceEvent[] = []
  #time = 0

  tell(process: string, body: TraceEventBody): void {
    this.#time += 10
    this.events.push({ v: 1, process, seq: this.events.length, time: this.#time, ...body } as TraceEvent)
  }

  /** One frame: at its sender, then at its receiver. */
  frame(from: string, to: string, connection: string, index: number, payload = ''): void {
    this.tell(from, { name: 'frame/sent', connection: `${from}.${connection}`, index, size: 8, payload })
    this.tell(to, { name: 'frame/received', connection: `${to}.${connection}`, index, size: 8, payload })
  }

  connect(connection: string, traced: 'both' | 'server' = 'both'): void {
    if (traced === 'both') this.tell('client', { name: 'connection/opened', connection: `client.${connection}`, end: 'client', address: null })
    this.tell('server', { name: 'connection/opened', connection: `server.${connection}`, end: 'listener', address: null })
    for (let index = 0; index < 3; index++) {
      this.frame('server', 'client', connection, index, `server ${connection} ${index}`)
      this.frame('client', 'server', connection, index, `client ${connection} ${index}`)
    }
  }

  call(connection: string, index: number): void {
    this.frame('client', 'server', connection, index)
    this.frame('server', 'client', connection, index)
  }
}

const key = (event: TraceEvent) => ('index' in event ? `${event.name === 'frame/sent' ? event.process : event.process === 'client' ? 'server' : 'client'} ${event.connection.split('.')[1]} ${event.index}` : '')

test('while it is active, calls are left out whole, and everything else is told', () => {
  const told = new Told()
  told.connect('1')
  for (let index = 3; index < 8; index++) told.call('1', index)
  told.tell('server', { name: 'object/created', ident: '7f', typeid: 'Bed', refcount: 1, type: 'Bed' })
  const omission = new Omission()
  omission.active = true
  const kept = told.events.filter((event) => omission.passes(event))
  // The handshake, the first call, and what is no frame.
  expect(kept.filter(({ name }) => name.startsWith('frame/')).length).toBe(16)
  expect(kept.filter(({ name }) => !name.startsWith('frame/')).length).toBe(3)
  expect(omission.take()).toBe(8)
  expect(omission.take()).toBe(0)
})

test('a call that was under way is told to its end, one that began meanwhile is not told at all', () => {
  const told = new Told()
  told.connect('1')
  told.call('1', 3)
  const omission = new Omission()
  const passed = told.events.map((event) => omission.passes(event))
  expect(passed).not.toContain(false)
  const during = new Told()
  during.frame('client', 'server', '1', 4)
  expect(during.events.map((event) => omission.passes(event))).toEqual([true, true])
  omission.active = true
  const answer = new Told()
  answer.frame('server', 'client', '1', 4)
  expect(answer.events.map((event) => omission.passes(event))).toEqual([true, true])
  const next = new Told()
  next.frame('client', 'server', '1', 5)
  expect(next.events.map((event) => omission.passes(event))).toEqual([false, false])
  omission.active = false
  const late = new Told()
  late.frame('server', 'client', '1', 5)
  late.call('1', 6)
  expect(late.events.map((event) => omission.passes(event))).toEqual([false, false, true, true, true, true])
})

test('whenever it begins and ends, no frame is told by one of its ends only, and no request without its answer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()), { maxLength: 80 }), (steps) => {
      const omission = new Omission()
      const reports = new Map<string, number>()
      const take = (events: readonly TraceEvent[]) => {
        for (const event of events) if (omission.passes(event) && 'index' in event) reports.set(key(event), (reports.get(key(event)) ?? 0) + 1)
      }
      const told = new Told()
      for (const connection of ['1', '2', '3']) told.connect(connection)
      take(told.events)
      const next = [3, 3, 3, 3]
      const open = new Set<number>()
      for (const [connection, active] of steps) {
        omission.active = active
        const step = new Told()
        // A request, and at the next turn of its connection the answer to it.
        if (open.delete(connection)) step.frame('server', 'client', String(connection), next[connection]!++)
        else {
          open.add(connection)
          step.frame('client', 'server', String(connection), next[connection]!)
        }
        take(step.events)
      }
      for (const count of reports.values()) expect(count).toBe(2)
      for (const connection of [1, 2, 3]) {
        for (let index = 3; index < next[connection]!; index++) expect(reports.has(`client ${connection} ${index}`)).toBe(reports.has(`server ${connection} ${index}`))
      }
    }),
  )
})

test('where only the server is traced, a call is left out when it arrives, with its answer', () => {
  const told = new Told()
  told.connect('1', 'server')
  for (let index = 3; index < 6; index++) told.call('1', index)
  const omission = new Omission()
  omission.active = true
  const kept = told.events.filter(({ process }) => process === 'server').filter((event) => omission.passes(event))
  expect(kept.filter((event) => 'index' in event && event.index >= 4)).toEqual([])
  expect(omission.take()).toBe(2)
})

test('what waited at the gate is told, and beyond the limit no new call is', () => {
  const told = new Told()
  told.connect('1')
  told.connect('2')
  told.tell('client', { name: 'frame/held', connection: 'client.2', index: 4, size: 8, payload: '', hold: 1 })
  for (let index = 3; index < 6; index++) {
    told.call('1', index)
    told.call('2', index)
  }
  const omission = new Omission(30)
  const kept = told.events.filter((event) => omission.passes(event)).filter((event) => 'index' in event && event.index >= 4)
  expect(new Set(kept.map((event) => 'connection' in event && event.connection))).toEqual(new Set(['client.2', 'server.2']))
})
