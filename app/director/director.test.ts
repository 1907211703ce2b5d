import { expect, test } from 'vitest'
import type { HoldRule, Schedule } from '../contract/hold.ts'
import { Director } from './director.ts'
import { MISFIT_PATIENCE, SILENCE_PATIENCE } from './replay.ts'
import type { Presence } from './replay.ts'
import { fits, holds, modeOf, modeOfCondition } from './rule.ts'
import type { AskedFrame } from './rule.ts'

let count = 0
function frame(label: string, method: string, more: Partial<AskedFrame> = {}): AskedFrame {
  const hold = count++
  return { process: `p-${label}`, label, hold, connection: 'c1', end: 'client', index: 3, kind: 'call', family: 'call', method, typeids: ['visits'], ...more }
}

const reply = (label: string): AskedFrame => frame(label, '', { end: 'listener', kind: '#RETURN', family: 'return', method: undefined, typeids: [] })
const create = (label: string): AskedFrame => frame(label, 'create', { kind: 'create', family: 'create', typeids: [] })

test('a rule holds nothing, calls, everything, or what fits', () => {
  const frames = [frame('A', 'get'), create('A'), reply('server')]
  const held = (rule: HoldRule) => frames.map((one) => holds(rule, one))
  expect(held({ hold: 'off' })).toEqual([false, false, false])
  expect(held({ hold: 'requests' })).toEqual([true, false, false])
  expect(held({ hold: 'all' })).toEqual([true, true, true])
  expect(held({ hold: 'matching', condition: { kinds: ['create', '#RETURN'] } })).toEqual([false, true, true])
  expect(held({ hold: 'matching', condition: {} })).toEqual([true, true, true])
})

test('a condition wants each of its lists', () => {
  const one = frame('A', 'get')
  expect(fits({ methods: ['get', 'set'] }, one)).toBe(true)
  expect(fits({ methods: ['get'], processes: ['B'] }, one)).toBe(false)
  expect(fits({ typeids: ['visits'], processes: ['A'], kinds: ['call'] }, one)).toBe(true)
  expect(fits({ typeids: ['other'] }, one)).toBe(false)
  expect(fits({ methods: [], typeids: [] }, one)).toBe(true)
})

test('no more frames are asked for than a rule needs', () => {
  expect(modeOf({ hold: 'off' })).toBe('open')
  expect(modeOf({ hold: 'requests' })).toBe('requests')
  expect(modeOfCondition({ methods: ['get'] })).toBe('requests')
  expect(modeOfCondition({ kinds: ['create', 'call'] })).toBe('requests')
  expect(modeOfCondition({ kinds: ['answer'] })).toBe('all')
  expect(modeOfCondition({ processes: ['A'] })).toBe('all')
})

test('what a person lets go, one by one, becomes a schedule', () => {
  const director = new Director({ hold: 'requests' })
  const [a, b] = [frame('A', 'get'), frame('B', 'get')]
  expect([director.ask(a), director.ask(create('A')), director.ask(b)]).toEqual([true, false, true])
  expect(director.first).toBe(a)
  director.release(b)
  director.release(a)
  expect(director.chosen).toEqual([{ process: 'B', method: 'get' }, { process: 'A', method: 'get' }])
})

test('turning it off lets all go; another rule those that do not fit it', () => {
  const director = new Director({ hold: 'all' })
  const [a, b] = [frame('A', 'get'), reply('server')]
  for (const one of [a, b]) director.ask(one)
  expect(director.setRule({ hold: 'requests' })).toEqual([b])
  expect(director.setRule({ hold: 'off' })).toEqual([a])
  expect(director.held).toEqual([])
})

test('a step until a condition lets all go, and holds by the rule from the one that fits', () => {
  const director = new Director()
  expect(director.stepUntil({ methods: ['set'] })).toEqual([])
  expect(director.mode).toBe('requests')
  expect(director.ask(frame('A', 'get'))).toBe(false)
  expect(director.ask(frame('A', 'set'))).toBe(true)
  expect(director.ask(frame('B', 'get'))).toBe(true)
  expect(director.rule).toEqual({ hold: 'requests' })
})

const SCHEDULE: Schedule = [{ process: 'A', method: 'get' }, { process: 'B', method: 'get' }, { process: 'A', method: 'set' }]
const here = (): Presence => 'running'

test('a schedule lets one go after the other, each when the one before has settled', () => {
  const director = new Director({ hold: 'off' }, SCHEDULE)
  expect(director.mode).toBe('requests')
  const [a, b, set] = [frame('A', 'get'), frame('B', 'get'), frame('A', 'set')]
  expect(director.ask(frame('A', 'noise'))).toBe(false)
  expect(director.ask(b)).toBe(true)
  expect(director.advance()).toBeUndefined()
  director.ask(a)
  expect(director.advance()).toBe(a)
  expect(director.advance()).toBeUndefined()
  director.settle()
  expect(director.advance()).toBe(b)
  director.settle()
  director.ask(set)
  // What comes more often than the schedule has it waits for the schedule's end.
  const extra = frame('B', 'get')
  expect(director.ask(extra)).toBe(true)
  expect(director.advance()).toBe(set)
  expect(director.schedule.state).toBe('replaying')
  expect(director.settle()).toEqual([extra])
  expect(director.schedule).toMatchObject({ state: 'done', next: 3 })
  expect(director.chosen).toEqual(SCHEDULE)
})

test('after a schedule the rule holds, where there is one', () => {
  const director = new Director({ hold: 'requests' }, [SCHEDULE[0]!])
  const [a, b] = [frame('A', 'get'), frame('A', 'set')]
  director.ask(a)
  expect(director.advance()).toBe(a)
  director.settle()
  expect(director.ask(b)).toBe(true)
  expect(director.held).toEqual([b])
})

test('a schedule that cannot go on is lost with a sentence, and frames are held for the person', () => {
  const misfit = new Director({ hold: 'off' }, SCHEDULE)
  misfit.ask(frame('A', 'set'))
  misfit.check(here, MISFIT_PATIENCE - 1)
  expect(misfit.schedule.state).toBe('replaying')
  misfit.check(here, MISFIT_PATIENCE)
  expect(misfit.schedule).toMatchObject({ state: 'lost', detail: 'The schedule has A send `get` next, and it wants to send `set`.' })
  expect(misfit.rule).toEqual({ hold: 'requests' })
  expect(misfit.held).toHaveLength(1)

  const ended = new Director({ hold: 'off' }, SCHEDULE)
  ended.check(() => 'ended', 0)
  expect(ended.schedule.detail).toBe('A has ended, and the schedule has it send `get` next.')

  const silent = new Director({ hold: 'off' }, SCHEDULE)
  expect(silent.check(here, MISFIT_PATIENCE)).toBe(true)
  expect(silent.schedule).toMatchObject({ state: 'replaying', detail: 'It waits for A to send `get`.' })
  silent.check(here, SILENCE_PATIENCE)
  expect(silent.schedule.detail).toBe('A did not come to `get` within 10 s.')

  const expected = new Director({ hold: 'off' }, SCHEDULE)
  expected.check(() => 'expected', SILENCE_PATIENCE * 10)
  expect(expected.schedule.state).toBe('replaying')
})

test('a decision by hand ends a replay', () => {
  const director = new Director({ hold: 'off' }, SCHEDULE)
  director.ask(frame('A', 'get'))
  director.endReplay()
  expect(director.schedule).toMatchObject({ state: 'lost', detail: 'You decided yourself, so it ended here.' })
  expect(director.rule).toEqual({ hold: 'requests' })
})

test('a schedule of replies and handshakes has all frames asked for', () => {
  expect(new Director({ hold: 'off' }, [{ process: 'server', method: '#RETURN' }]).mode).toBe('all')
})
