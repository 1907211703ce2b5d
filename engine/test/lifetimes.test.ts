/** Marks on lifetimes and on mixed-up answers, from real processes: there before anything is raised. */
import { describe, expect, test, vi } from 'vitest'
import { misplacedText } from '../inspect/desyncs.ts'
import { momentAt, momentAtTime } from '../inspect/moment-at.ts'
import type { LifetimeMark } from '../inspect/moment.ts'
import type { Run } from '../inspect/run.ts'
import { processLabel } from '../inspect/format.ts'
import { LiveTrace } from './support/live-trace.ts'
import { pythonsOf, useProcesses, type Python } from './support/processes.ts'

const processes = useProcesses()
vi.setConfig({ testTimeout: 60_000 })
const pythons = pythonsOf('3.8', '3.13').map((python) => ({ runtime: `CPython ${python.version}`, python }))
const runtimes: { readonly runtime: string; readonly python: Python | undefined }[] = [{ runtime: 'Node', python: undefined }, ...pythons]

function labels(run: Run, mark: LifetimeMark): string[] {
  return mark.processes.map((id) => processLabel(run, id))
}

/** The marks that there ever were, with the frame at which each is first seen. */
function marksOf(run: Run): Map<LifetimeMark['kind'], LifetimeMark> {
  const marks = new Map<LifetimeMark['kind'], LifetimeMark>()
  for (let frame = 1; frame <= run.frames.length; frame++) {
    for (const mark of momentAt(run, frame).marks) if (!marks.has(mark.kind)) marks.set(mark.kind, mark)
  }
  return marks
}

describe.each(runtimes)('$runtime', ({ python }) => {
  const program = python === undefined ? 'lifetimes.ts' : 'lifetimes.py'

  test('an object that is let go while its proxy travels is marked before it arrives', async () => {
    const scene = new LiveTrace(processes)
    const ended = await scene.start(program, 'main', ['flight'], python).ended
    const { run } = scene
    const [failure] = run.incidents.filter(({ kind }) => kind === 'process failed')
    expect(failure, ended.stderr).toMatchObject({ type: expect.stringMatching(/RemoteError|KeyError/) as string })
    const before = momentAtTime(run, failure!.time - 1)
    expect(before.marks).toMatchObject([{ kind: 'freed while in flight' }])
    const [mark] = before.marks
    expect(labels(run, mark!)).toEqual(['main'])
    const refused = run.frames.find(({ kind, method }) => kind === '#TRACEBACK' && method === 'incref')!
    expect(mark!.since).toBeLessThan(refused.time)
    expect(before.object(mark!.object!)).toMatchObject({ typeid: 'list', refcount: 0, inFlight: [{ object: mark!.object }] })
    // While its sender kept it there was nothing to mark.
    const [created] = [...run.objects.values()]
    expect(momentAtTime(run, mark!.since - 1).marks).toEqual([])
    expect(created!.key).toBe(mark!.object)
  })

  test('an object whose last holder was killed is marked as leaked', async () => {
    const scene = new LiveTrace(processes)
    const started = scene.start(program, 'main', ['orphan'], python)
    await started.line(/^DONE$/m)
    const now = await scene.until(({ marks }) => marks.length > 0)
    expect(now.marks).toMatchObject([{ kind: 'leaked' }])
    expect(labels(now.run, now.marks[0]!)).toEqual(['victim'])
    expect(now.object(now.marks[0]!.object!)).toMatchObject({ state: 'alive', refcount: 1 })
    started.end()
    await started.exited
  })

  test('a manager that is shut down while a child holds proxies is marked before the child fails', async () => {
    const scene = new LiveTrace(processes)
    const ended = await scene.start(program, 'main', ['manager'], python).ended
    const { run } = scene
    const [failure] = run.incidents.filter(({ kind }) => kind === 'process failed')
    expect(failure, ended.stderr).toMatchObject({ type: expect.stringMatching(/FileNotFoundError|ConnectionRefusedError|EOFError|BrokenPipeError|ConnectionResetError/) as string })
    const { marks } = momentAtTime(run, failure!.time - 1)
    expect(marks).toMatchObject([{ kind: 'manager going away', frames: [{ kind: 'shutdown' }] }])
    expect(labels(run, marks[0]!)).toEqual(['user'])
    expect(marks[0]!.since).toBeLessThan(failure!.time)
  })

  if (python !== undefined) {
    test('a nested object that nobody can reach stays in CPython’s server, and is marked', async () => {
      const scene = new LiveTrace(processes)
      const started = scene.start(program, 'main', ['nested'], python)
      await started.line(/^DONE$/m)
      const now = await scene.until(({ marks }) => marks.length > 0)
      expect(now.marks).toMatchObject([{ kind: 'leaked', processes: [] }])
      expect(now.object(now.marks[0]!.object!)).toMatchObject({ typeid: 'list', state: 'kept', refcount: 0 })
      started.end()
      await started.exited
    })

    test('after an interrupted call each answer is told whose it is, and before it none', async () => {
      const scene = new LiveTrace(processes)
      const started = scene.start('desync.py', 'main', [], python)
      await started.line(/^READY$/m)
      await scene.until(({ waits }) => waits.some(({ reason }) => reason === 'item'))
      const calm = momentAt(scene.run)
      expect(calm.run.frames.filter(({ kind }) => kind === 'call').length).toBeGreaterThan(1000)
      expect(calm.desyncs).toEqual([])
      started.kill('SIGINT')
      await started.line(/^DONE$/m)
      const { desyncs, run } = await scene.until(({ desyncs: [first] }) => first?.answers.length === 2)
      expect(started.stdout).toBe('READY\nSTALE-ITEM\n42\nDONE\n')
      expect(desyncs).toHaveLength(1)
      const names = new Map([['dict', 'd'], ['Queue', 'q']])
      const texts = desyncs[0]!.answers.map((answer) => misplacedText(answer, ({ typeid }) => names.get(typeid ?? '')))
      expect(texts).toEqual(["answer to q.get, delivered to d['x']", "answer to d['x'], delivered to d['x']"])
      expect(desyncs[0]!.answers[0]!.reply.result).toBe("'STALE-ITEM'")
      expect(desyncs[0]!.abandoned).toMatchObject({ method: 'get' })
      expect(momentAt(run, desyncs[0]!.abandoned.number).desyncs).toEqual([])
      started.end()
      await started.exited
    })
  }

  test('a program that goes well has no marks, at no moment', async () => {
    const scene = new LiveTrace(processes)
    const ended = await scene.start(python === undefined ? 'well-behaved.ts' : 'well_behaved.py', 'main', [], python).ended
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect([...marksOf(scene.run)]).toEqual([])
    expect(momentAt(scene.run).desyncs).toEqual([])
  })
})
