/**
 * Eight faults on real processes, in Node and in the oldest and the newest CPython: the exceptions differ, the diagnosis
 * names the one cause.
 */
import { diagnose, diagnosisText, TraceReader } from 'multiprocessing/inspect'
import type { Diagnosis, Run } from 'multiprocessing/inspect'
import { beforeAll, expect, test } from 'vitest'
import type { Program } from '../contract/host.ts'
import type { FaultOrder } from '../contract/hold.ts'
import type { HoldPlan } from './holding.ts'
import type { Parts } from './paths.ts'
import type { FoundRuntime } from './runtimes.ts'
import { realParts, runtimesFor } from './test/engine.ts'
import { RACE } from './test/race.ts'
import { startRun } from './test/runs.ts'

const runtimes = await runtimesFor('3.8', '3.13')
let parts: Parts
beforeAll(async () => {
  parts = await realParts()
})

interface Case {
  readonly fault: FaultOrder
  /** The row that names the cause, and words of its title. */
  readonly cause: string
  readonly title: RegExp
  /** The clerk's first call is held until the fault is done; else the fault waits for its moment. */
  readonly held: boolean
  /** Who ends by it; nobody where the clerk waits for ever. */
  readonly ends: 'A' | 'server' | undefined
}

const CASES: readonly Case[] = [
  { fault: { fault: 'kill', target: 'server' }, cause: 'server-gone', title: /^The server is gone\. It was killed/, held: true, ends: 'A' },
  { fault: { fault: 'freeze', target: 'server' }, cause: 'frozen', title: /^The server stands still/, held: true, ends: undefined },
  { fault: { fault: 'drop reply', target: 'A' }, cause: 'reply-dropped', title: /^The answer to __getitem__ was lost on the way$/, held: false, ends: undefined },
  { fault: { fault: 'delay digest', target: 'A', delay: 250 }, cause: 'digest-delayed', title: /^The proof of A came .* late$/, held: false, ends: 'A' },
  { fault: { fault: 'wrong key', target: 'A' }, cause: 'answer-altered', title: /^A gave a wrong answer to the challenge$/, held: false, ends: 'A' },
  { fault: { fault: 'port taken', target: 'server' }, cause: 'port-taken', title: /^Port \d+ is taken by another program$/, held: false, ends: 'server' },
  { fault: { fault: 'restart', target: 'server' }, cause: 'restarted', title: /^The server was restarted/, held: true, ends: 'A' },
  { fault: { fault: 'interrupt', target: 'A' }, cause: 'interrupted', title: /^A was interrupted in the middle of /, held: false, ends: 'A' },
]

/** Plays a fault and tells what is found when the run is over. */
async function causes({ fault, held, ends }: Case, runtime: FoundRuntime): Promise<{ diagnoses: readonly Diagnosis[]; error: string }> {
  const extension = runtime.language === 'python' ? 'py' : 'ts'
  const programs: Program[] = [
    { name: 'server', role: 'server', file: `office.${extension}` },
    { name: 'A', role: 'client', file: `clerk.${extension}` },
  ]
  const holds: HoldPlan = held ? { rule: { hold: 'requests' } } : { faults: [fault] }
  const started = startRun(parts, RACE[runtime.language], { runtime, language: runtime.language, programs, holds })
  const model = (): Run => {
    const reader = new TraceReader()
    reader.read(started.trace())
    return reader.run
  }
  const isDone = (): boolean => model().faults[0]?.state === 'done'
  if (held) {
    await started.until(() => model().held.length === 1)
    started.run.holding.fault(fault)
    await started.until(isDone)
    if (fault.fault === 'restart') await started.until(() => [...model().processes.values()].filter(({ label, address }) => label === 'server' && address !== null).length === 2)
    started.run.holding.hold({ hold: 'off' })
  } else await started.until(isDone)
  if (fault.fault === 'drop reply') await started.until(() => model().faults[0]?.frame?.fate === 'dropped')
  else if (ends === undefined) await started.until(() => model().frames.some(({ kind, fate }) => kind === 'call' && fate !== 'held'))
  else await started.until(() => started.run.programs.find(({ name }) => name === ends)!.endedAt !== null)
  await started.run.stop()
  return { diagnoses: diagnose(model()), error: started.printed('A', 'stderr').trim().split('\n').at(-1) ?? '' }
}

test.each(CASES.map((one) => [one.fault.fault, one] as const))('%s', async (_, one) => {
  const found = await Promise.all(runtimes.map(async (runtime) => ({ runtime, ...(await causes(one, runtime)) })))
  for (const { runtime, diagnoses, error } of found) {
    const texts = `${runtime.label}, ${error}\n${diagnoses.map(diagnosisText).join('\n')}`
    expect(diagnoses.map(({ id }) => id), texts).toEqual([one.cause])
    expect(diagnoses[0]!.title, texts).toMatch(one.title)
  }
}, 60_000)
