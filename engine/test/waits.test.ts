/** Who waits for whom, on real processes: seen while it is so. */
import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { deadlockText } from '../inspect/deadlock-text.ts'
import { momentAt } from '../inspect/moment-at.ts'
import type { WaitedFor } from '../inspect/moment.ts'
import { LiveTrace } from './support/live-trace.ts'
import { pythonsOf, useProcesses, type Python } from './support/processes.ts'

const processes = useProcesses()
vi.setConfig({ testTimeout: 60_000 })
const runtimes: { readonly runtime: string; readonly python: Python | undefined }[] = [
  { runtime: 'Node', python: undefined },
  ...pythonsOf('3.8', '3.13').map((python) => ({ runtime: `CPython ${python.version}`, python })),
]
const source = readFileSync(new URL('./programs/python/two_locks.py', import.meta.url), 'utf8')

/** What the programs call their objects. */
function names(scene: LiveTrace): (on: WaitedFor) => string | undefined {
  return (on) => ['ink', 'gate'][[...scene.run.objects.values()].findIndex(({ key }) => key === on.key)]
}

describe.each(runtimes)('$runtime', ({ runtime, python }) => {
  const program = python === undefined ? 'two-locks.ts' : 'two_locks.py'
  const line = (text: string) => source.split('\n').findIndex((each) => each.includes(text)) + 1

  test.each(['plain', 'rlock'])('a deadlock of two workers is found while it stands (%s)', async (how) => {
    const scene = new LiveTrace(processes)
    const started = scene.start(program, 'main', [how], python)
    const now = await scene.until(({ deadlocks }) => deadlocks.length > 0)
    const [deadlock] = now.deadlocks
    expect(deadlockText(deadlock!, now.run, names(scene))).toMatch(/^worker [12] waits for (ink|gate), worker [12] for (ink|gate), and each holds what the other wants\.$/)
    expect(deadlock!.kind).toBe('circle')
    expect(deadlock!.steps).toHaveLength(2)
    for (const { wait, hold } of deadlock!.steps) {
      expect(wait.frame).toMatchObject({ kind: 'call', method: 'acquire', pair: undefined })
      expect(hold.frame).toMatchObject({ kind: 'call', method: 'acquire' })
      // What Node runs here was made of the source a moment ago, and has other lines.
      if (python !== undefined) expect([wait.frame!.at?.line, hold.frame!.at?.line]).toEqual([line('second.acquire()'), line('first.acquire()')])
      expect(wait.frame!.at!.line).toBeGreaterThan(hold.frame!.at!.line)
      expect(hold.frame!.pair).toMatchObject({ result: 'True' })
      expect(wait.on.key).toBe(now.objects.find(({ lock }) => lock?.holders.includes(hold) || lock?.holders.some(({ frame }) => frame === hold.frame))!.key)
      expect(now.process(wait.process)).toMatchObject({ state: 'waiting' })
    }
    expect(new Set(deadlock!.steps.map(({ wait }) => wait.process)).size).toBe(2)
    // It was not there a moment before the second began to wait.
    const last = Math.max(...deadlock!.steps.map(({ wait }) => wait.frame!.number))
    expect(momentAt(now.run, last - 1).deadlocks).toEqual([])
    started.end()
    await started.exited
  })

  test('who waits for a lock whose holder is dead is told so', async () => {
    const scene = new LiveTrace(processes)
    const started = scene.start(program, 'main', ['dead'], python)
    const now = await scene.until(({ deadlocks }) => deadlocks.length > 0)
    expect(now.deadlocks).toHaveLength(1)
    expect(deadlockText(now.deadlocks[0]!, now.run, names(scene))).toBe('worker 2 waits for gate, and worker 1, which holds it, has ended.')
    started.end()
    await started.exited
  })

  if (python !== undefined) {
    test('a thread that waits for what it holds itself is a circle of one', async () => {
      const scene = new LiveTrace(processes)
      const started = scene.start(program, 'main', ['alone'], python)
      const now = await scene.until(({ deadlocks }) => deadlocks.length > 0)
      expect(deadlockText(now.deadlocks[0]!, now.run, names(scene))).toBe('worker 1 waits for gate, and holds it itself.')
      started.end()
      await started.exited
    })
  }

  test('every kind of wait is seen, and ends', async () => {
    const scene = new LiveTrace(processes)
    const started = scene.start(python === undefined ? 'all-waits.ts' : 'all_waits.py', 'main', [], python)
    await scene.until(({ waits }) => waits.length === 8)
    const now = momentAt(scene.run)
    const seen = now.waits.map(({ reason, on, frame }) => `${reason} ${on.typeid} ${frame?.method}`).toSorted()
    expect(seen).toEqual([
      'barrier Barrier wait', 'event Event wait', 'item Queue get', 'lock Lock acquire', 'lock Semaphore acquire',
      'notification Condition wait', 'room Queue put', 'tasks JoinableQueue join',
    ])
    expect(now.waits.every(({ forever }) => forever)).toBe(true)
    expect(now.deadlocks, runtime).toEqual([])
    expect(now.calls.filter(({ wait }) => wait !== undefined)).toHaveLength(8)
    started.type('go on\n')
    await started.line(/^DONE$/m)
    await scene.until(({ waits }) => waits.length === 0)
    started.end()
    await started.exited
  })
})
