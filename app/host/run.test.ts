import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import type { Parts } from './paths.ts'
import { SCREEN_LIMITS } from './output.ts'
import { findMarked } from './process-tree.ts'
import { theNode } from './runtimes.ts'
import { testParts } from './test/parts.ts'
import { startRun } from './test/runs.ts'

let parts: Parts
beforeAll(async () => {
  parts = await testParts()
})

const SERVER = `
import { createServer } from 'node:net'
import { listening } from 'multiprocessing'
import { greeting } from './_words.ts'
const server = createServer((socket) => socket.end(greeting))
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  listening({ file: import.meta.url, line: 6, column: 1 })
  console.log('listening')
})
`
const CLIENT = `
import { connect } from 'node:net'
const socket = connect(Number(process.env.PORT), '127.0.0.1')
socket.on('data', (data: Buffer) => console.log(String(data)))
`
const WORDS = `export const greeting: string = 'grüß dich 🌱'`

test('a server and a client run as two processes, in order, and tell the same story', async () => {
  const { run, printed, trace, states, until } = startRun(parts, { 'server.ts': SERVER, 'client.ts': CLIENT, '_words.ts': WORDS })
  await until(() => run.programs[1]!.state === 'ended')
  expect(printed('client')).toBe('grüß dich 🌱\n')
  expect(printed('server')).toBe('listening\n')
  const [server, client] = run.programs
  expect(server).toMatchObject({ state: 'running', code: null, endedAt: null, detail: null })
  expect(client).toMatchObject({ state: 'ended', code: 0, signal: null, detail: null })
  // The client was not started before the server listened.
  const bound = trace().find((event) => event.name === 'listener/bound')!
  expect(bound).toMatchObject({ process: `${server!.pid}-test` })
  expect(client!.startedAt!).toBeGreaterThan(server!.startedAt!)
  await run.stop()
  expect(run.programs[0]).toMatchObject({ state: 'ended', code: null, signal: 'SIGTERM' })
  expect(states().map(({ state }) => state).filter((state, index, all) => state !== all[index - 1])).toEqual(['compiling', 'starting', 'running', 'ended'])
  const exited = trace().filter((event) => event.name === 'process/exited' && event.process.endsWith('-host'))
  expect(exited).toMatchObject([{ pid: client!.pid, code: 0, signal: null }, { pid: server!.pid, code: null, signal: 'SIGTERM' }])
  const times = trace().map((event) => event.time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('a mistake is told at its line, and nothing is started', async () => {
  const { run, states } = startRun(parts, { 'server.ts': 'const a = 1\nconst b = (\n', 'client.ts': CLIENT })
  await run.ended()
  const last = states().at(-1)!
  expect(last.state).toBe('ended')
  expect(last.problems).toEqual([{ file: 'server.ts', line: 3, column: 1, message: 'Unexpected end of file' }])
  expect(last.programs.map(({ state, pid, detail }) => [state, pid, detail])).toEqual([
    ['failed', null, 'There is a mistake in server.ts, line 3.'],
    ['failed', null, 'There is a mistake in server.ts, line 3.'],
  ])
})

test('when a server ends before it listens the others are not started and say why', async () => {
  const { run, printed } = startRun(parts, { 'server.ts': `throw new Error('no seeds')`, 'client.ts': CLIENT })
  await run.ended()
  expect(run.programs).toMatchObject([
    { state: 'ended', code: 1 },
    { state: 'failed', pid: null, detail: 'server ended before it listened.' },
  ])
  expect(printed('server', 'stderr')).toContain('no seeds')
})

test('a server on a port that is in use says so itself, and the client is not started', async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const server = SERVER.replace('Number(process.env.PORT)', String(port))
  const { run, printed } = startRun(parts, { 'server.ts': server, 'client.ts': CLIENT, '_words.ts': WORDS })
  await run.ended()
  other.close()
  expect(printed('server', 'stderr')).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`)
  expect(run.programs.map(({ state }) => state)).toEqual(['ended', 'failed'])
})

test('a program that exits at once has ended with its code, its last words come first', async () => {
  const { run, told } = startRun(parts, { 'client.ts': `process.stdout.write('bye'); process.exit(3)` })
  await run.ended()
  expect(run.programs).toMatchObject([{ state: 'ended', code: 3, signal: null }])
  const said = told.findIndex(({ name, payload }) => name === 'output' && 'text' in payload && payload.text === 'bye')
  const ended = told.findIndex(({ name, payload }) => name === 'runChanged' && 'programs' in payload && payload.programs[0]!.state === 'ended')
  expect(said).toBeGreaterThanOrEqual(0)
  expect(said).toBeLessThan(ended)
})

test('a client that fails does not keep the next one from starting', async () => {
  const { run, printed } = startRun(parts, { 'first.ts': `process.exit(1)`, 'second.ts': `console.log('here')` })
  await run.ended()
  expect(run.programs.map(({ code }) => code)).toEqual([1, 0])
  expect(printed('second')).toBe('here\n')
})

const LOOP = `
import { spawn } from 'node:child_process'
// One child in the program's group and one that leaves it, both deaf to SIGTERM.
for (const detached of [false, true]) {
  const code = "process.on('SIGTERM', () => {}); console.log('child'); for (;;) {}"
  spawn(process.execPath, ['-e', code], { detached, stdio: ['ignore', 'inherit', 'inherit'] })
}
process.on('SIGTERM', () => {})
setTimeout(() => { console.log('looping'); for (;;) {} }, 50)
`

test.skipIf(process.platform !== 'linux')('an infinite loop is stopped at once, with children that left its group', async () => {
  const { run, printed, until, mark } = startRun(parts, { 'client.ts': LOOP })
  await until(() => printed('client').split('child').length === 3 && printed('client').includes('looping'))
  expect(findMarked(mark)).toHaveLength(3)
  await run.stop()
  expect(findMarked(mark)).toEqual([])
  expect(run.programs).toMatchObject([{ state: 'ended', code: null, signal: 'SIGKILL' }])
})

test('what a program leaves behind is ended with it', async () => {
  const files = {
    'client.ts': `
      import { spawn } from 'node:child_process'
      const left = spawn(process.execPath, ['-e', "console.log('left'); setInterval(() => {}, 1000)"], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] })
      left.unref()`,
  }
  const { run, printed, mark } = startRun(parts, files)
  await run.ended()
  expect(printed('client')).toBe('left\n')
  expect(run.programs).toMatchObject([{ state: 'ended', code: 0 }])
  if (process.platform === 'linux') expect(findMarked(mark)).toEqual([])
})

test('a traced child that was killed with its program has an end in the trace', async () => {
  const child = `import 'multiprocessing'; console.log(process.pid); setInterval(() => {}, 1000)`
  const files = {
    'server.ts': `
      import { spawn } from 'node:child_process'
      import { fileURLToPath } from 'node:url'
      import 'multiprocessing'
      spawn(process.execPath, [fileURLToPath(new URL('./_child.js', import.meta.url))], { stdio: 'inherit' })
      setInterval(() => {}, 1000)`,
    '_child.ts': child,
  }
  const { run, printed, trace, until } = startRun(parts, files)
  await until(() => printed('server') !== '' && trace().filter((event) => event.name === 'process/started').length === 2)
  await run.control('server', 'kill')
  await run.ended()
  expect(trace().filter((event) => event.name === 'process/exited').map((event) => ('pid' in event ? event.pid : 0)).toSorted()).toEqual(
    [run.programs[0]!.pid, Number(printed('server'))].toSorted(),
  )
})

test('input reaches the program, also in pieces', async () => {
  const { run, printed, until } = startRun(parts, { 'client.ts': `console.log('ready'); for await (const data of process.stdin) { console.log('got ' + data); break }` })
  await until(() => printed('client').includes('ready'))
  run.input('client', 'basil 🌿')
  await run.ended()
  expect(printed('client')).toBe('ready\ngot basil 🌿\n')
  expect(() => run.input('client', 'more')).toThrow('client does not run')
  expect(() => run.input('nobody', 'more')).toThrow(/^run \d+ has no program 'nobody'; it has client$/)
})

test('one program is killed and started again, on the same port, while the others go on', async () => {
  const { run, printed, trace, until } = startRun(parts, { 'server.ts': SERVER, 'worker.ts': 'setInterval(() => {}, 1000)', '_words.ts': WORDS })
  await until(() => run.programs.every(({ state }) => state === 'running'))
  const [before, worker] = run.programs
  await run.control('server', 'kill')
  await until(() => run.programs[0]!.state === 'ended')
  expect(run.programs[0]).toMatchObject({ code: null, signal: 'SIGKILL' })
  await run.control('server', 'restart')
  await until(() => printed('server') === 'listening\nlistening\n')
  expect(run.programs[0]!.pid).not.toBe(before!.pid)
  expect(run.programs[1]).toEqual(worker)
  await run.stop()
  const addresses = trace().flatMap((event) => (event.name === 'listener/bound' ? [event.address] : []))
  expect(addresses).toHaveLength(2)
  expect(addresses[0]).toEqual(addresses[1])
  await expect(run.control('server', 'restart')).rejects.toThrow('this run was stopped: run again')
})

test('a program that has ended by itself can be started again, and the run goes on', async () => {
  const { run, printed, states } = startRun(parts, { 'client.ts': `console.log('once')` })
  await run.ended()
  expect(states().at(-1)!.state).toBe('ended')
  await run.control('client', 'restart')
  await run.ended()
  expect(printed('client')).toBe('once\nonce\n')
  expect(states().at(-1)!.state).toBe('ended')
})

test('stop before anything was started ends the run', async () => {
  const { run, states } = startRun(parts, { 'server.ts': SERVER, '_words.ts': WORDS })
  await run.stop()
  expect(states().at(-1)).toMatchObject({ state: 'ended', programs: [{ state: 'failed', detail: 'The run was stopped.' }] })
})

test('a flood of output leaves the other program and the host at ease', async () => {
  const files = { 'server.ts': `import { listening } from 'multiprocessing'\nlistening()\nconst line = 'x'.repeat(200) + '\\n'\nconst go = (): void => { while (process.stdout.write(line)); process.stdout.once('drain', go) }\ngo()`, 'client.ts': `console.log('still here')` }
  const { run, told, printed, until } = startRun(parts, files, { limits: SCREEN_LIMITS })
  await until(() => printed('client') === 'still here\n')
  await run.stop()
  const floods = told.flatMap(({ name, payload }) => (name === 'output' && 'text' in payload && payload.program === 'server' ? [payload] : []))
  expect(Math.max(...floods.map(({ text }) => text.length))).toBeLessThanOrEqual(SCREEN_LIMITS.shown)
  expect(floods.reduce((sum, { dropped }) => sum + dropped, 0)).toBeGreaterThan(0)
})

test('a runtime that cannot be started is a failed program with the reason', async () => {
  const gone = { ...theNode(), label: 'CPython 3.99', command: '/not/there/python3' }
  const { run } = startRun(parts, { 'server.ts': SERVER, 'client.ts': CLIENT, '_words.ts': WORDS }, { runtime: gone })
  await run.ended()
  expect(run.programs).toMatchObject([
    { state: 'failed', detail: 'CPython 3.99 could not be started: spawn /not/there/python3 ENOENT' },
    { state: 'failed', detail: 'server ended before it listened.' },
  ])
})

test('nothing of a run is left on disk', async () => {
  const { run, printed } = startRun(parts, { 'client.ts': `console.log(import.meta.dirname ?? new URL('.', import.meta.url).pathname)` })
  await run.ended()
  const folder = printed('client').trim()
  expect(existsSync(folder)).toBe(true)
  await run.dispose()
  expect(existsSync(folder)).toBe(false)
})
