/**
 * Schedules and rules from a file, and a run that does not keep to them: `{ rule, schedule, happens }`. Whatever happens, a
 * frame that is asked for goes or is held, and in the end all that are held can be let go.
 */
import * as v from 'valibot'
import { ConditionSchema, HoldRuleSchema, SavedSchedulesSchema, scheduleOf } from '../../../app/contract/hold.ts'
import { Director } from '../../../app/director/director.ts'
import type { AskedFrame } from '../../../app/director/rule.ts'
import { mutateJson, readJson, writeJson } from '../mutate-json.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const KINDS = ['call', 'create', '#RETURN', 'challenge', 'answer', 'message'] as const
const METHODS = ['get', 'put', '__getitem__', 'acquire', undefined]
const LABELS = ['A', 'B', 'server', 'clerk A']

function frameOf(number: number, hold: number): AskedFrame {
  const kind = KINDS[(number >> 4) % KINDS.length]!
  const label = LABELS[number % LABELS.length]!
  return {
    process: `${number % 3}-a`, label, hold, connection: `c${number % 4}`, end: 'client', index: hold, kind, family: kind === 'call' ? 'call' : 'handshake',
    method: METHODS[(number >> 2) % METHODS.length], typeids: number % 5 === 0 ? [] : ['list', 'dict'].slice(0, number % 3),
  }
}

const steps = (...pairs: readonly (readonly [string, string])[]): unknown => pairs.map(([process, method]) => ({ process, method }))

export const target: Target = {
  seeds: () =>
    [
      { rule: { hold: 'off' }, schedule: steps(['A', 'get'], ['B', 'put']), happens: [0, 1, 5, 200, 201, 203, 210] }, { rule: { hold: 'requests' }, schedule: [], happens: [0, 4, 8, 200, 202] },
      { rule: { hold: 'all' }, schedule: steps(['A', '#RETURN']), happens: [1, 2, 3, 204, 205, 206, 207, 208] }, { rule: { hold: 'matching', condition: { kinds: ['call'], methods: ['get'], typeids: ['list'], processes: ['A'] } }, schedule: [], happens: [0, 16, 32, 209, 211] },
      { rule: { hold: 'matching', condition: {} }, schedule: steps(['server', 'challenge'], ['__proto__', 'constructor']), happens: [] }, [{ name: 'One lost', steps: steps(['A', 'get']), outcome: 'x' }], { rule: null }, { schedule: 'x' }, steps(['A', 'get']),
    ].map(writeJson),
  run(input) {
    const value = readJson(input)?.value
    scheduleOf(value)
    v.safeParse(SavedSchedulesSchema, value)
    if (typeof value !== 'object' || value === null) return
    const { rule, schedule, happens } = value as { rule?: unknown; schedule?: unknown; happens?: unknown }
    const checked = v.safeParse(HoldRuleSchema, rule)
    const plan = scheduleOf(schedule) ?? []
    const director = new Director(checked.success ? checked.output : undefined, plan)
    const script = (Array.isArray(happens) ? happens : []).slice(0, 60).filter((one): one is number => typeof one === 'number')
    let asked = 0
    for (const number of script) happen(director, Math.abs(Math.trunc(number)) || 0, plan, () => asked++)
    promise(['none', 'replaying', 'done', 'lost'].includes(director.schedule.state), 'a schedule is in a state')
    promise(director.schedule.next <= Math.max(plan.length, director.schedule.steps.length), 'a schedule goes no further than its end')
    director.endReplay()
    const before = director.held.length
    promise(director.releaseAll().length === before && director.held.length === 0, 'all that are held can be let go')
  },
  expected: () => false,
  mutate: (input, random, other) => mutateJson(input, random, other) ?? input,
  dictionary: ['"hold":"all"', '"condition":', '"process":', '"method":', '200', '203', '[', ']'],
  limit: 4096,
}

function happen(director: Director, number: number, plan: readonly { process: string; method: string }[], count: () => number): void {
  void director.mode
  void director.awaited
  if (number < 200) {
    const frame = frameOf(number, count())
    const waits = director.ask(frame)
    promise(waits === director.held.includes(frame), 'a frame that waits is held, and no other')
    return
  }
  const first = director.first
  switch (number % 12) {
    case 0:
      if (first) director.release(first)
      break
    case 1:
      director.releaseAll()
      break
    case 2:
      director.setRule({ hold: 'off' })
      break
    case 3:
      director.advance()
      break
    case 4:
      director.settle()
      break
    case 5:
      director.check(() => 'running', number)
      break
    case 6:
      director.check(() => 'ended', 20_000)
      break
    case 7:
      if (first) director.forget(first)
      break
    case 8:
      director.stepUntil(v.parse(ConditionSchema, { methods: ['get'] }))
      break
    case 9:
      director.endReplay()
      break
    case 10:
      director.play([...plan])
      break
    default:
      director.setRule({ hold: 'requests' })
  }
}
