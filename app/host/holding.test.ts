/** Frames held on real processes: who goes first is decided here, and the program's result follows. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { TraceReader } from 'multiprocessing/inspect'
import type { Frame, Run } from 'multiprocessing/inspect'
import { beforeAll, expect, test } from 'vitest'
import type { Program } from '../contract/host.ts'
import type { HoldRule, Schedule } from '../contract/hold.ts'
import type { Parts } from './paths.ts'
import type { FoundRuntime } from './runtimes.ts'
import { outcomeOf } from '../director/outcome.ts'
import { realParts, runtimesFor } from './test/engine.ts'
import { temporaryFolder } from './test/folders.ts'
import { bundle } from './test/parts.ts'
import { RACE } from './test/race.ts'
import { startRun } from './test/runs.ts'
import type { StartedRun } from './test/runs.ts'

const runtimes = await runtimesFor('3.8', '3.13')
let parts: Parts
beforeAll(async () => {
  parts = await realParts()
})

const PROGRAMS = (extension: string): Program[] => [
  { name: 'server', role: 'server', file: `office.${extension}` },
  { name: 'A', role: 'client', file: `clerk.${extension}` },
  { name: 'B', role: 'client', file: `clerk.${extension}` },
]

function startRace(runtime: FoundRuntime, schedule: Schedule) {
  const extension = runtime.language === 'python' ? 'py' : 'ts'
  return startRun(parts, RACE[runtime.language], { runtime, language: runtime.language, programs: PROGRAMS(extension), holds: { schedule } })
}

const get = '__getitem__'
const set = '__setitem__'
const steps = (...words: string[]): Schedule => words.map((word) => ({ process: word[0]!, method: word.slice(2) === 'get' ? get : set }))

/** Of the newest runtimes; the others show that they can do it too. */
const RUNS = Number(process.env['RUNS'] ?? 20)
const FEW = 2
const AT_ONCE = 4

test.each(runtimes.flatMap((runtime) => [
  { label: runtime.label, runtime, schedule: steps('A.get', 'B.get', 'A.set', 'B.set'), result: 1 },
  { label: runtime.label, runtime, schedule: steps('A.get', 'A.set', 'B.get', 'B.set'), result: 2 },
]))('$label: a schedule makes d["n"] += 1 of two clients end at $result, $#', async ({ runtime, schedule, result }) => {
  const results: string[] = []
  const runs = runtime.version.startsWith('3.8') ? Math.min(FEW, RUNS) : RUNS
  let left = runs
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const started = startRace(runtime, schedule)
      await started.until(() => started.printed('A').includes('done') && started.printed('B').includes('done'))
      await started.until(() => started.printed('server').includes('visits'))
      results.push(started.printed('server').trim())
      await started.run.dispose()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  expect(results).toEqual(Array.from({ length: runs }, () => `visits ${result}`))
}, 300_000)

// What a person does

function modelOf(started: StartedRun): Run {
  const reader = new TraceReader()
  reader.read(started.trace())
  return reader.run
}

/** Starts the race with frames held by hand. */
function startByHand(runtime: FoundRuntime, rule: HoldRule = { hold: 'requests' }) {
  const extension = runtime.language === 'python' ? 'py' : 'ts'
  const started = startRun(parts, RACE[runtime.language], { runtime, language: runtime.language, programs: PROGRAMS(extension), holds: { rule } })
  const held = (): readonly Frame[] => modelOf(started).held
  const label = (frame: Frame) => modelOf(started).processes.get(frame.from)!.label
  return {
    ...started,
    holding: started.run.holding,
    held,
    /** Waits for a frame of a program that waits, and gives its key. */
    async frame(program: string, method: string) {
      const find = () => held().find((frame) => label(frame) === program && (frame.method === method || frame.kind === method))
      await started.until(() => find() !== undefined)
      return { process: find()!.hold!.process, hold: find()!.hold!.hold, frame: find()! }
    },
    state: () => started.run.holding.state,
  }
}

test.each(runtimes)('$label: frames wait, say what they are, and go one by one as chosen; the choices are a schedule', async (runtime) => {
  const run = startByHand(runtime)
  const first = await run.frame('A', get)
  expect(first.frame).toMatchObject({ fate: 'held', kind: 'call', typeid: 'visits', args: "('n')", sentAt: undefined, pair: undefined })
  expect(first.frame.at?.file).toMatch(/clerk/)
  const other = await run.frame('B', get)
  expect(run.holding.decide([other], 'go')).toBe(1)
  const second = await run.frame('B', set)
  expect(second.frame.args).toBe("('n', 1)")
  expect(run.holding.decide([other], 'go')).toBe(0)
  run.holding.decide([second], 'go')
  await run.frame('B', 'leave')
  run.holding.decide([first], 'go')
  expect((await run.frame('A', set)).frame.args).toBe("('n', 2)")
  expect(run.state().chosen).toEqual(steps('B.get', 'B.set', 'A.get'))
  run.holding.hold({ hold: 'off' })
  await run.until(() => run.printed('server') === 'visits 2\n')
})

test.each([
  { schedule: steps('A.get', 'B.get', 'A.set', 'B.set'), value: '1' },
  { schedule: steps('A.get', 'A.set', 'B.get', 'B.set'), value: '2' },
])('how a run came out is data: $value', async ({ schedule, value }) => {
  const run = startRace(runtimes.at(-1)!, schedule)
  await run.until(() => run.printed('server') === `visits ${value}\n`)
  const line = () => outcomeOf(modelOf(run)).find(({ thing }) => thing === "visits['n']")
  await run.until(() => line()?.value === value)
  expect(line()!.frame.method).toBe(set)
  expect(run.run.holding.state).toMatchObject({ schedule: { state: 'done', next: 4 }, chosen: schedule })
})

test.each(runtimes)('$label: a dropped call is never sent, a cut one breaks its connection, and the trace says so', async (runtime) => {
  const run = startByHand(runtime)
  const dropped = await run.frame('A', get)
  const cut = await run.frame('B', get)
  run.holding.decide([dropped], 'drop')
  run.holding.decide([cut], 'cut')
  await run.until(() => run.run.programs.some(({ name, endedAt }) => name === 'B' && endedAt !== null))
  expect(run.printed('B', 'stderr')).toContain('BrokenPipeError')
  const fate = (label: string) => modelOf(run).frames.filter((frame) => frame.method === get).find(({ from }) => modelOf(run).processes.get(from)!.label === label)
  await run.until(() => fate('A')?.fate === 'dropped' && fate('B')?.fate === 'cut')
  expect(fate('A')).toMatchObject({ sentAt: undefined, receivedAt: undefined, pair: undefined })
  expect(run.run.programs.find(({ name }) => name === 'A')!.state).toBe('running')
  await run.run.stop()
})

test('one goes at a time, then all until a method is called', async () => {
  const run = startByHand(runtimes[0]!)
  await run.frame('A', get)
  await run.frame('B', get)
  run.holding.step()
  const stepped = await run.frame('A', set)
  run.holding.step({ methods: ['leave'] })
  const met = await Promise.race([run.frame('A', 'leave'), run.frame('B', 'leave')])
  expect(met.frame.method).toBe('leave')
  expect(stepped.frame.number).toBeLessThan(met.frame.number)
  expect(run.state()).toMatchObject({ until: null, rule: { hold: 'requests' } })
  run.holding.releaseAll()
  await run.until(() => run.state().rule.hold === 'requests')
  run.holding.hold({ hold: 'off' })
  await run.until(() => run.printed('server').startsWith('visits'))
})

test.each(runtimes)('$label: everything waits, handshakes and replies too', async (runtime) => {
  const run = startByHand(runtime, { hold: 'all' })
  const challenge = await run.frame('server', 'challenge')
  expect(challenge.frame).toMatchObject({ family: 'handshake', index: 0, sender: 'listener' })
  run.holding.decide([challenge], 'go')
  const answer = await run.frame('A', 'answer')
  run.holding.decide([answer], 'corrupt')
  const refusal = await run.frame('server', 'failure')
  expect(modelOf(run).connections[0]!.handshake).not.toBe('accepted')
  run.holding.decide([refusal], 'go')
  run.holding.hold({ hold: 'off' })
  await run.until(() => run.printed('A', 'stderr').includes('digest sent was rejected'))
  await run.run.stop()
})

test('a call held back for a while goes by itself', async () => {
  const run = startByHand(runtimes[0]!)
  const first = await run.frame('A', get)
  run.holding.decide([first], 'go', 100)
  const { frame } = await run.frame('A', set)
  const before = modelOf(run).frames.find(({ hold }) => hold?.hold === first.hold && hold.process === first.process)!
  expect(before.hold!.decidedAt! - before.hold!.since).toBeGreaterThan(100_000)
  expect(frame.pair).toBeUndefined()
})

test('only frames that fit a condition wait', async () => {
  const run = startByHand(runtimes[0]!, { hold: 'matching', condition: { typeids: ['visits'], methods: [set], processes: ['B'] } })
  const { frame } = await run.frame('B', set)
  expect(frame.args).toBe("('n', 2)")
  expect(run.held()).toHaveLength(1)
})

test.each(runtimes)('$label: Stop stops while frames wait', async (runtime) => {
  const run = startByHand(runtime)
  await run.frame('A', get)
  await run.run.stop()
  expect(run.run.programs.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended'])
})

test('a schedule that does not fit ends with a sentence, and the person goes on from there', async () => {
  const run = startByHand(runtimes[0]!)
  await run.frame('A', get)
  await run.frame('B', get)
  run.holding.replay(steps('A.set', 'A.get'))
  await run.until(() => run.state().schedule.state === 'lost')
  expect(run.state().schedule.detail).toMatch(/^The schedule has A send `__setitem__` next, and it wants to send `__getitem__`\.$|^A did not come to/)
  expect(run.state().rule).toEqual({ hold: 'requests' })
})

const CALLER = `
import { BaseManager } from 'multiprocessing/managers'
import { isMainProcess } from 'multiprocessing'
class Bell { ring() { return 'ding' } }
export class Tower extends BaseManager {}
Tower.register('Bell', { callable: () => new Bell(), exposed: ['ring'] })
if (isMainProcess()) {
  const tower = new Tower({})
  await tower.start()
  console.log('pid ' + process.pid)
  console.log(await (await tower.Bell()).ring())
}
`

test.skipIf(process.platform === 'win32')('when the host is killed while frames wait, nothing of the run is left', async () => {
  const folder = temporaryFolder()
  const [file, host] = [path.join(folder, 'client.ts'), path.join(folder, 'host.js')]
  writeFileSync(file, CALLER)
  await bundle(path.join(import.meta.dirname, 'test', 'host-main.ts'), host)
  const child = spawn(process.execPath, [host, JSON.stringify(parts), file, 'hold'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) if ((text += String(chunk)).includes('a frame waits')) break
  const pid = Number(/pid (\d+)/.exec(text)![1])
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  await expect.poll(() => isThere(pid), { timeout: 30_000 }).toBe(false)
  expect(text).not.toContain('ding')
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
