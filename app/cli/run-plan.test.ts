import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { attempts, lessons } from 'managerie-lessons'
import { expect, test } from 'vitest'
import { partsIn } from '../host/paths.ts'
import { temporaryFolder } from '../host/test/folders.ts'
import { LinePrinter } from './line-printer.ts'
import { planRun, programsFrom } from './run-plan.ts'
import { formatAddress, parseAddress } from './serve.ts'
import { hasDisplay } from './terminal.ts'

test.each([
  [['one.ts'], [['one', 'client']]],
  [['server.ts'], [['server', 'server']]],
  [['garden.ts', 'visitor.ts'], [['garden', 'server'], ['visitor', 'client']]],
  [['client.py', 'my_server.py', 'worker1.py'], [['client', 'client'], ['my_server', 'server'], ['worker1', 'worker']]],
  [['a.ts', 'a.js'], [['a.ts', 'server'], ['a.js', 'client']]],
])('the files %j are programs with these names and roles', (files, expected) => {
  expect(programsFrom(files).map(({ name, role }) => [name, role])).toEqual(expected)
})

test.each([
  ['127.0.0.1:50000', ['127.0.0.1', 50000]],
  [':50000', ['127.0.0.1', 50000]],
  ['[::1]:0', ['::1', 0]],
  ['localhost:1', ['localhost', 1]],
  ['/tmp/garden.sock', '/tmp/garden.sock'],
  ['garden.sock', 'garden.sock'],
  ['/tmp/a:b/c', '/tmp/a:b/c'],
  ['\\\\.\\pipe\\garden', '\\\\.\\pipe\\garden'],
])('%s is an address', (text, expected) => {
  expect(parseAddress(text)).toEqual(expected)
})

test('an address is printed as it is given', () => {
  expect(formatAddress(['127.0.0.1', 5])).toBe('127.0.0.1:5')
  expect(formatAddress(['::1', 5])).toBe('[::1]:5')
  expect(formatAddress('/tmp/garden.sock')).toBe('/tmp/garden.sock')
})

test('lines of several programs never mix, and each has its name', () => {
  let text = ''
  const printer = new LinePrinter(['server', 'gardener'], (more) => (text += more))
  printer.add('server', 'stdout', 'one\ntw')
  printer.add('gardener', 'stderr', 'oh\r\n')
  printer.add('server', 'stdout', 'o\n')
  printer.add('gardener', 'stdout', 'unfinished')
  printer.finish()
  expect(text).toBe('server   | one\ngardener ! oh\nserver   | two\ngardener | unfinished\n')
})

test('a browser is opened where somebody can see it', () => {
  expect(hasDisplay({}, 'linux')).toBe(false)
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  expect(hasDisplay({}, 'darwin')).toBe(true)
  expect(hasDisplay({ SSH_CONNECTION: 'x' }, 'win32')).toBe(false)
})

const [lesson] = lessons
const [attempt] = attempts[lesson!.id]!

/** A folder of lessons with one file for each program of a lesson's start, solution and attempt. */
function partsWith(attemptFiles: readonly string[]) {
  const parts = partsIn(temporaryFolder())
  const write = (place: string, files: readonly string[]): void => {
    mkdirSync(path.join(parts.lessons, lesson!.id, place), { recursive: true })
    for (const file of files) writeFileSync(path.join(parts.lessons, lesson!.id, place, file), `'${place}'`)
  }
  for (const stage of ['start', 'solution']) write(`typescript/${stage}`, lesson!.files.map((file) => `${file}.ts`))
  write(`attempts/${attempt!.name}/typescript`, attemptFiles)
  return parts
}

test('an attempt is laid over its base, and may end as it likes', async () => {
  const file = lesson!.files[0]!
  const plan = await planRun([lesson!.id], { attempt: attempt!.name }, partsWith([`${file}.ts`, 'notes.md']), lessons)
  expect([plan.lesson, plan.language, plan.meantEnds]).toEqual([lesson, 'typescript', {}])
})

test('an attempt that is not there, beside a solution, or over nothing is refused', async () => {
  const run = (options: Parameters<typeof planRun>[1], files: readonly string[] = []) => planRun([lesson!.id], options, partsWith(files), lessons)
  await expect(run({ attempt: 'nowhere' })).rejects.toThrow(`lesson ${lesson!.number} has no attempt 'nowhere'; it has ${attempt!.name}, `)
  await expect(run({ attempt: attempt!.name, solution: true })).rejects.toThrow('leave out --solution or --attempt')
  await expect(run({ attempt: attempt!.name })).rejects.toThrow('expected files that end in .ts in ')
  await expect(run({ attempt: attempt!.name }, ['elsewhere.ts'])).rejects.toThrow('elsewhere.ts is not laid over a file: there are ')
  await expect(planRun(['server.ts'], { attempt: attempt!.name }, partsWith([]), lessons)).rejects.toThrow('--attempt are for lessons')
})
