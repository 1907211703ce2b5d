/** The fault deck, on real processes: each fault is really there, in Node and in the oldest and newest CPython. */
import { TraceReader } from 'multiprocessing/inspect'
import type { Run } from 'multiprocessing/inspect'
import { beforeAll, expect, test } from 'vitest'
import type { Program } from '../contract/host.ts'
import type { FaultOrder } from '../contract/hold.ts'
import type { HoldPlan } from './holding.ts'
import type { Parts } from './paths.ts'
import type { FoundRuntime } from './runtimes.ts'
import { realParts, runtimesFor } from './test/engine.ts'
import { RACE } from './test/race.ts'
import { startRun } from './test/runs.ts'
import type { StartedRun } from './test/runs.ts'

const runtimes = await runtimesFor('3.8', '3.13')
let parts: Parts
beforeAll(async () => {
  parts = await realParts()
})

interface Scene extends StartedRun {
  readonly label: string
  /** The run as the page would show it. */
  model(): Run
  /** Breaks something and waits until that was done, or failed. */
  broken(order: FaultOrder): Promise<string>
  /** How a fault of the plan, or an earlier one, ended. */
  ended(fault: number): Promise<string>
  /** Waits until as many frames wait as wanted. */
  held(count?: number): Promise<void>
  ending(program: string): Promise<{ code: number | null; signal: string | null; error: string }>
}

/** Starts a server and one clerk. */
function stage(runtime: FoundRuntime, holds: HoldPlan): Scene {
  const { language, label } = runtime
  const extension = language === 'python' ? 'py' : 'ts'
  const programs: Program[] = [
    { name: 'server', role: 'server', file: `office.${extension}` },
    { name: 'A', role: 'client', file: `clerk.${extension}` },
  ]
  const started = startRun(parts, RACE[language], { runtime, language, programs, holds })
  const model = (): Run => {
    const reader = new TraceReader()
    reader.read(started.trace())
    return reader.run
  }
  const changes = () => started.told.flatMap((one) => (one.name === 'faultChanged' ? [one.payload] : []))
  const ended = async (fault: number): Promise<string> => {
    const end = () => changes().find((one) => one.fault === fault && one.state !== 'armed')
    await started.until(() => end() !== undefined)
    return `${end()!.state}: ${end()!.detail}`
  }
  const stateOf = (program: string) => started.run.programs.find(({ name }) => name === program)!
  return {
    ...started,
    label,
    model,
    ended,
    broken: (order) => ended(started.run.holding.fault(order)),
    held: (count = 1) => started.until(() => model().held.length === count),
    async ending(program) {
      await started.until(() => stateOf(program).endedAt !== null)
      const { code, signal } = stateOf(program)
      return { code, signal, error: started.printed(program, 'stderr').trim().split('\n').at(-1)! }
    },
  }
}

/** A test that plays the same scene with every runtime, side by side. */
function scene(name: string, holds: HoldPlan, play: (scene: Scene, runtime: FoundRuntime) => Promise<void>): void {
  test(name, async () => {
    await Promise.all(runtimes.map(async (runtime) => {
      try {
        await play(stage(runtime, holds), runtime)
      } catch (error) {
        throw new Error(`with ${runtime.label}`, { cause: error })
      }
    }))
  }, 60_000)
}

/** Clerk A waits with its first call. */
const REQUESTS: HoldPlan = { rule: { hold: 'requests' } }

scene('kill: the server is gone without a word, and the next call of the clerk finds that out', REQUESTS, async (run) => {
  await run.held()
  expect(await run.broken({ fault: 'kill', target: 'server' })).toBe('done: server was killed (SIGKILL).')
  expect(await run.ending('server')).toMatchObject({ signal: 'SIGKILL' })
  run.run.holding.hold({ hold: 'off' })
  expect((await run.ending('A')).code).toBe(1)
  expect(run.model().faults).toMatchObject([{ number: 1, fault: 'kill', target: 'server', state: 'done', frame: undefined }])
})

scene('freeze and thaw: a call gets no answer while the server stands still, and its answer when it goes on', REQUESTS, async (run) => {
  await run.held()
  expect(await run.broken({ fault: 'freeze', target: 'server' })).toBe('done: server stands still (SIGSTOP).')
  run.run.holding.hold({ hold: 'off' })
  const asked = () => run.model().frames.filter(({ kind }) => kind === 'call')
  await run.until(() => asked()[0]?.fate === 'sent')
  expect([...run.model().processes.values()].find(({ label }) => label === 'server')).toMatchObject({ frozen: true, state: 'running' })
  expect(asked()[0]!.pair).toBeUndefined()
  expect(await run.broken({ fault: 'thaw', target: 'server' })).toBe('done: server goes on (SIGCONT).')
  expect(await run.ending('A')).toMatchObject({ code: 0 })
  expect([...run.model().processes.values()].some(({ frozen }) => frozen)).toBe(false)
})

scene('drop reply: the server has answered, and nothing arrives', { faults: [{ fault: 'drop reply', target: 'A' }] }, async (run) => {
  expect(await run.ended(1)).toBe('done: A reply was dropped: whoever waits for it gets none.')
  await run.until(() => run.model().frames.some(({ fate }) => fate === 'dropped'))
  const model = run.model()
  const [dropped] = model.frames.filter(({ fate }) => fate === 'dropped')
  const { kind, sender, receivedAt, method, result } = dropped!
  expect({ kind, sender, receivedAt, method, result }).toEqual({ kind: '#RETURN', sender: 'listener', receivedAt: undefined, method: '__getitem__', result: '0' })
  expect(model.faults[0]!.frame).toBe(dropped)
  expect(dropped!.pair!.pair).toBeUndefined()
  await run.run.stop()
  expect(run.printed('A')).toBe('')
})

scene('delay digest: the proof of the key comes late, and all else as ever', { faults: [{ fault: 'delay digest', target: 'A', delay: 250 }] }, async (run) => {
  expect(await run.ended(1)).toBe('done: The answer of A to the challenge is held back for 0.25 s.')
  expect(await run.ending('A')).toMatchObject({ code: 0 })
  await run.until(() => run.model().faults[0]?.frame?.fate === 'arrived')
  const { hold, kind, fate } = run.model().faults[0]!.frame!
  expect({ kind, fate, verdict: hold!.verdict }).toEqual({ kind: 'answer', fate: 'arrived', verdict: 'go' })
  expect(hold!.decidedAt! - hold!.since).toBeGreaterThan(240_000)
})

scene('wrong key: a proof with one wrong bit is refused like one with another key', { faults: [{ fault: 'wrong key', target: 'A' }] }, async (run) => {
  expect(await run.ended(1)).toBe('done: A gave a wrong answer to the challenge, as one with another key would.')
  const { code, error } = await run.ending('A')
  expect(code).toBe(1)
  expect(run.printed('A', 'stderr')).toContain('AuthenticationError: digest sent was rejected')
  expect(error).not.toBe('')
  await run.until(() => run.model().faults[0]?.frame?.fate === 'arrived')
  expect(run.model().faults[0]!.frame).toMatchObject({ corrupted: true, fate: 'arrived', sender: 'client' })
  expect(run.model().incidents).toContainEqual(expect.objectContaining({ kind: 'handshake refused', message: 'digest sent was rejected' }))
})

scene('port taken: the server cannot have its address, and says so', { faults: [{ fault: 'port taken', target: 'server' }] }, async (run) => {
  expect(await run.ended(1)).toMatch(/^done: Port \d+ was taken before server started\.$/)
  expect(await run.ending('server')).toMatchObject({ code: 1 })
  expect(run.printed('server', 'stderr')).toMatch(/[Aa]ddress already in use|EADDRINUSE/)
})

scene('restart: another server listens at the same address, and the old connection is of no use', REQUESTS, async (run) => {
  await run.held()
  expect(await run.broken({ fault: 'restart', target: 'server' })).toBe('done: server was killed, and started again at its address.')
  const find = () => [...run.model().processes.values()].filter(({ label }) => label === 'server')
  await run.until(() => find().filter(({ address }) => address !== null).length === 2)
  const servers = find()
  expect(servers.map(({ state, signal }) => [state, signal])).toEqual([['ended', 'SIGKILL'], ['running', null]])
  expect(servers[0]!.address).toEqual(servers[1]!.address)
  run.run.holding.hold({ hold: 'off' })
  expect((await run.ending('A')).code).toBe(1)
})

scene('interrupt: Ctrl-C comes while the answer is on its way', { faults: [{ fault: 'interrupt', target: 'A' }] }, async (run, { language }) => {
  expect(await run.ended(1)).toBe('done: A was interrupted (SIGINT) while `__getitem__` was under way.')
  const { signal, error } = await run.ending('A')
  expect(signal).toBe('SIGINT')
  if (language === 'python') expect(error).toBe('KeyboardInterrupt')
  const call = () => run.model().frames.find(({ kind }) => kind === 'call')
  await run.until(() => call()?.fate === 'arrived')
  expect(call()).toMatchObject({ method: '__getitem__' })
})

scene('Stop stops what stands still, too', REQUESTS, async (run) => {
  await run.held()
  expect(await run.broken({ fault: 'freeze', target: 'A' })).toBe('done: A stands still (SIGSTOP).')
  expect(await run.broken({ fault: 'freeze', target: 'server' })).toBe('done: server stands still (SIGSTOP).')
  await run.run.stop()
  expect(run.run.programs.map(({ state }) => state)).toEqual(['ended', 'ended'])
})

scene('a fault whose moment never came is called off when its process has ended', {}, async (run) => {
  const late = run.run.holding.fault({ fault: 'wrong key', target: 'server', connection: 'none' })
  expect((await run.ending('A')).code).toBe(0)
  expect(await run.broken({ fault: 'drop reply', target: 'A' })).toBe('failed: A has ended.')
  await run.run.control('server', 'kill')
  expect(await run.ended(late)).toBe('failed: server has ended.')
})

test('what cannot be done says why', async () => {
  const run = stage(runtimes[0]!, REQUESTS)
  await run.held()
  expect(await run.broken({ fault: 'kill', target: 'nobody' })).toBe('failed: There is no process nobody.')
  expect(await run.broken({ fault: 'restart', target: 'nobody' })).toBe('failed: No program nobody runs.')
  const waiting = run.run.holding.fault({ fault: 'drop reply', target: 'A' })
  run.run.holding.disarm(waiting)
  expect(await run.ended(waiting)).toBe('failed: It was called off.')
  const later = run.run.holding.fault({ fault: 'wrong key', target: 'A' })
  await run.run.stop()
  expect(await run.ended(later)).toBe('failed: The run was stopped.')
})
