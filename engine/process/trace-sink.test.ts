import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { parseTraceEvent, type TraceEvent } from '../protocol/trace.ts'
import { useProcesses } from '../test/support/processes.ts'
import { emit, traceTo } from '../tracer.ts'
import { failed, fileSink, programLine } from './trace-sink.ts'

const processes = useProcesses()
const program = new URL('../test/programs/processes.ts', import.meta.url)
afterEach(() => traceTo(undefined))

function read(directory: string): TraceEvent[][] {
  return readdirSync(directory).map((name) => {
    const events = readFileSync(join(directory, name), 'utf8').trimEnd().split('\n').map(parseTraceEvent)
    for (const [index, event] of events.entries()) expect(event).toMatchObject({ process: name.replace('.ndjson', ''), seq: index })
    return events
  })
}

test('each process of a run writes its own file, under its own label', async () => {
  const directory = processes.directory()
  const started = process.hrtime.bigint() / 1000n
  const parent = processes.node(program, ['nested'], { env: { MULTIPROCESSING_TRACE: directory, MULTIPROCESSING_TRACE_NAME: 'garden' } })
  const { code } = await parent.ended
  expect(code).toBe(0)
  const runs = read(directory)
  const labels = runs.map(([first]) => first?.name === 'process/started' && first.label)
  expect(labels.toSorted()).toEqual(['Process-1', 'Process-1:1', 'garden'])
  const garden = runs[labels.indexOf('garden')]!
  const child = runs[labels.indexOf('Process-1')]!
  const [first] = child
  expect(first).toMatchObject({ name: 'process/started', runtime: 'node', version: process.versions.node, ppid: parent.pid })
  expect(first!.time).toBeGreaterThan(Number(started))
  expect(first!.time).toBeLessThan(Number(process.hrtime.bigint() / 1000n))
  const pid = first?.name === 'process/started' ? first.pid : 0
  expect(child.at(-1)).toMatchObject({ name: 'process/exited', pid, code: 0, signal: null })
  expect(garden.slice(1)).toMatchObject([
    { name: 'process/exited', pid, code: 0, signal: null },
    { name: 'process/exited', pid: parent.pid, code: 0, signal: null },
  ])
})

test('a process without the variable writes no trace', async () => {
  const directory = processes.directory()
  await processes.node(program, ['leaves'], { env: { MULTIPROCESSING_TRACE: undefined }, cwd: directory }).ended
  expect(readdirSync(directory)).toEqual([])
})

test('an error that nobody caught is there, with the program\'s own line, then the end', async () => {
  const directory = processes.directory()
  const garden = join(processes.directory(), 'garden.ts')
  writeFileSync(
    garden,
    [
      `import { Process, isMainProcess, startTracing } from '${new URL('./index.ts', import.meta.url).href}'`,
      'startTracing()',
      'export function water(): void {',
      "  throw new Error('no water')",
      '}',
      'async function light(): Promise<void> {',
      '  await null',
      "  throw new TypeError('no light')",
      '}',
      'if (isMainProcess()) {',
      '  const child = new Process({ target: water })',
      '  await child.start()',
      '  await child.join()',
      '  await light()',
      '}',
    ].join('\n'),
  )
  const { code } = await processes.node(garden, [], { env: { MULTIPROCESSING_TRACE: directory } }).ended
  expect(code).toBe(1)
  const runs = read(directory)
  const labelled = (label: string) => runs.find(([first]) => first?.name === 'process/started' && first.label === label)!
  expect(labelled('Process-1').slice(1)).toMatchObject([
    { name: 'process/failed', type: 'Error', message: 'no water', at: { file: garden, line: 4 } },
    { name: 'process/exited', code: 1 },
  ])
  expect(labelled('garden.ts').slice(1)).toMatchObject([
    { name: 'process/exited', code: 1 },
    { name: 'process/failed', type: 'TypeError', message: 'no light', at: { file: garden, line: 8 } },
    { name: 'process/exited', code: 1 },
  ])
})

test('a busy process has written all that it did before', async () => {
  const directory = processes.directory()
  const parent = processes.node(program, ['busyParent'], { env: { MULTIPROCESSING_TRACE: directory } })
  await parent.line(/busy/)
  expect(read(directory).map(([first]) => first?.name)).toEqual(['process/started', 'process/started'])
})

test('a place that cannot be written loses events, not the program', () => {
  traceTo(fileSink(join(fileURLToPath(import.meta.url), 'x.ndjson')), 'x', () => 0)
  expect(() => emit({ name: 'listener/closed', listener: 'l1' })).not.toThrow()
})

test('events that could not be written are counted, and the count is there when writing works again', () => {
  const directory = join(processes.directory(), 'later')
  let time = 0
  const path = join(directory, 'x.ndjson')
  traceTo(fileSink(path), 'x', () => time)
  for (let count = 0; count < 3; count++) emit({ name: 'listener/closed', listener: `l${count}` })
  mkdirSync(directory)
  emit({ name: 'listener/closed', listener: 'too early to try again' })
  time = 1_000_000
  emit({ name: 'listener/closed', listener: 'written' })
  const events = readFileSync(path, 'utf8').trimEnd().split('\n').map(parseTraceEvent)
  expect(events).toMatchObject([
    { name: 'listener/closed', listener: 'written', seq: 4 },
    { name: 'trace/lost', count: 4, seq: 5 },
  ])
  rmSync(directory, { recursive: true })
})

test.skipIf(process.platform !== 'linux')('a full disk loses events, not the program', () => {
  traceTo(fileSink('/dev/full'), 'x', () => 0)
  expect(() => emit({ name: 'listener/closed', listener: 'l1' })).not.toThrow()
})

test('the program\'s line is the first that is neither Node\'s nor the engine\'s', () => {
  const stack = [
    'EOFError',
    '    at Connection.recvBytes (ENGINE/connection/connection.ts:101:28)',
    '    at node:internal/process/task_queues:95:5',
    '    at async file:///home/ada/garden/client.ts:12:7',
    '    at async main (/home/ada/garden/main.ts:3:1)',
  ]
  const engine = new URL('..', import.meta.url).href.replace(/\/$/, '')
  expect(programLine(stack.join('\n').replace('ENGINE', engine))).toEqual({ file: 'file:///home/ada/garden/client.ts', line: 12, column: 7 })
  expect(programLine(stack.join('\n').replace('ENGINE', engine.replace('file://', '')))).toMatchObject({ line: 12 })
  expect(programLine('    at main (/home/ada/my garden/main.ts:3:1)')).toEqual({ file: '/home/ada/my garden/main.ts', line: 3, column: 1 })
  expect(programLine('file:///home/ada/garden/client.js:4\nlet let\n    ^^^\nSyntaxError: let is disallowed')).toEqual({ file: 'file:///home/ada/garden/client.js', line: 4 })
  expect(programLine('Error: none')).toBeUndefined()
})

test('what was thrown without being an error is told by its type and text', () => {
  expect(failed('no water')).toEqual({ name: 'process/failed', type: 'string', message: 'no water' })
})
