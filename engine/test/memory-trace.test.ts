/** What a trace tells of shared memory, by programs here and in CPython, and what the inspector makes of it. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { segmentAt, TraceReader, type Run, type Segment } from '../inspect/index.ts'
import { parseTraceEvent, type TraceEvent } from '../protocol/trace.ts'
import { pythonsOf, useProcesses, type Ending } from './support/processes.ts'

const processes = useProcesses()
const shim = fileURLToPath(new URL('../cpython', import.meta.url))
const here = fileURLToPath(new URL('./programs/memory-story.ts', import.meta.url))
const there = fileURLToPath(new URL('./programs/python/shared_memory_story.py', import.meta.url))

interface Traced {
  readonly ending: Ending
  readonly events: readonly TraceEvent[]
  readonly run: Run
}

async function traced(start: (env: Record<string, string>) => Promise<Ending>): Promise<Traced> {
  const folder = processes.directory()
  const ending = await start({ MULTIPROCESSING_TRACE: folder, MULTIPROCESSING_TRACE_NAME: 'story', TMPDIR: folder })
  const events = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').map(parseTraceEvent))
  const reader = new TraceReader()
  reader.read(events)
  return { ending, events, run: reader.run }
}

/** The story as every program tells it, whatever its language. */
function checkStory({ run, events }: Traced, plain: string): void {
  const memory = run.memory.segments.find(({ name }) => name === plain)!
  const list = run.memory.segments.find(({ kind }) => kind === 'ShareableList')!
  expect(run.memory.segments).toHaveLength(2)
  const labels = new Map([...run.processes.values()].map(({ id, label }) => [id, label]))
  expect(labels.get(memory.owner!)).toBe('story')
  expect([memory.kind, memory.size, memory.key]).toEqual(['SharedMemory', 10, plain])
  expect(segmentAt(memory)?.bytes).toEqual(Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 0, 0))

  const child = list.uses.find(({ process }) => labels.get(process) === 'Process-1' && process !== list.owner)!
  expect(child).toBeDefined()
  const during = segmentAt(list, child.since + 0.1, endOf(run))!
  expect(during.attached.map((id) => labels.get(id))).toEqual(['story', 'Process-1'])
  expect(during.unlinked).toBeUndefined()
  expect(during.known.every((known) => known === 1)).toBe(true)
  const start = during.layout!.fields.find(({ label }) => label === '[0]')!.offset
  const item = (bytes: Uint8Array) => Number(new DataView(bytes.buffer).getBigInt64(start, true))
  expect(during.layout!.fields.map(({ label, format }) => [label, format])).toEqual([
    ['length', 'q'], [expect.stringMatching(/^(offsets|sizes)$/), expect.stringMatching(/^[23]q$/)], ['formats', '16s'], ['back transforms', '2b'], ['[0]', 'q'], ['[1]', '8s'],
  ])

  const after = segmentAt(list, undefined, endOf(run))!
  expect([after.attached, item(after.bytes)]).toEqual([[], 7])
  expect(new TextDecoder().decode(after.bytes.slice(start + 8, start + 12))).toBe('sage')
  expect(after.unlinked?.by).toBe('program')
  expect(segmentAt(list, list.createdAt! - 0.5)).toBeUndefined()
  // Each line that made, changed or let go of something is told.
  for (const at of [memory.createdBy, list.createdBy, after.unlinked!.at]) expect(at?.file).toMatch(/story/)
  // 5000 writes in a loop are few events.
  const written = list.changes.filter(({ how }) => how === 'written')
  expect(written.length).toBeLessThan(200)
  expect(written.some(({ at }) => at?.file.includes('story'))).toBe(true)
  expect(events.filter(({ name }) => name === 'memory/laid-out').length).toBeLessThan(10)
}

const endOf = (run: Run) => (process: string) => run.processes.get(process)?.endedAt
const unlinkOf = (segment: Segment | undefined) => segmentAt(segment!)!.unlinked

test('a program here tells what became of its memory', async () => {
  const name = `psm_story_${process.pid}`
  const story = await traced((env) => processes.node(here, [name], { env }).ended)
  expect(story.ending.stderr).toBe('')
  expect(story.ending.stdout).toMatch(/^ShareableList\(\[7, b'sage'\], name='psm_\w+'\)\n$/)
  checkStory(story, `/${name}`)
})

test('what a program leaves is told as unlinked at its end', async () => {
  const name = `psm_left_${process.pid}`
  const { run } = await traced((env) => processes.node(here, [name, 'leave'], { env }).ended)
  expect(unlinkOf(run.memory.segments[0])).toMatchObject({ by: 'exit', at: undefined })
})

describe.each(pythonsOf('3.8', '3.10', '3.12', '3.13'))('CPython $version', ({ path }) => {
  const run = (env: Record<string, string> | undefined, ...args: string[]): Promise<Ending> =>
    processes.start(path, ['-u', there, ...args], { env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: env && shim, ...env } }).ended

  test('tells the same, and does and says what it does untraced', async () => {
    const story = await traced((env) => run(env))
    const untraced = await run(undefined)
    expect([story.ending.stdout, story.ending.stderr, story.ending.code]).toEqual([untraced.stdout, untraced.stderr, 0])
    checkStory(story, '/psm_story_py')
  })

  test('tells that its tracker takes a name away at the end', async () => {
    const story = await traced((env) => run(env, 'track'))
    expect(story.ending.stderr).toContain('leaked shared_memory objects')
    expect(unlinkOf(story.run.memory.segments.find(({ name }) => name === '/psm_story_py'))).toMatchObject({ by: 'exit' })
  })
})
