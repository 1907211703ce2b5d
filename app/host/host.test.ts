import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { EventName, EventPayload, Hello } from '../contract/host.ts'
import { createHost } from './host.ts'
import type { HostOptions, OpenHost } from './host.ts'
import type { Parts } from './paths.ts'
import { Runtimes, searchPlaces } from './runtimes.ts'
import { temporaryFolder } from './test/folders.ts'
import { counting } from './test/lessons/index.ts'
import { testParts } from './test/parts.ts'

let parts: Parts
beforeAll(async () => {
  parts = await testParts()
})

const open: OpenHost[] = []
afterEach(async () => {
  for (const host of open.splice(0)) await host.close()
})

interface TestHost {
  readonly host: OpenHost
  readonly data: string
  readonly reports: string[]
  readonly pages: string[]
  readonly told: { name: EventName; payload: EventPayload<EventName> }[]
  /** Resolves with the first event, from now on or before, for which `fits` is true. */
  next<Name extends EventName>(name: Name, fits?: (payload: EventPayload<Name>) => boolean): Promise<EventPayload<Name>>
}

function startHost(options: Partial<HostOptions> = {}): TestHost {
  const data = options.data ?? temporaryFolder()
  const reports: string[] = []
  const pages: string[] = []
  const host = createHost({
    version: '1.2.3',
    shell: 'web',
    data,
    parts,
    lessons: [counting],
    openExternal: (url) => void pages.push(url),
    report: (sentence) => reports.push(sentence),
    ...options,
  })
  open.push(host)
  const told: TestHost['told'] = []
  const looks = new Set<() => void>()
  for (const name of ['runChanged', 'output', 'trace', 'runtimesChanged'] as const) {
    host.onEvent(name, (payload) => {
      told.push({ name, payload })
      for (const look of Array.from(looks)) look()
    })
  }
  return {
    host,
    data,
    reports,
    pages,
    told,
    next: (name, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          for (const one of told) {
            if (one.name !== name || !fits(one.payload as never)) continue
            looks.delete(look)
            return resolve(one.payload as never)
          }
        }
        looks.add(look)
        look()
      }),
  }
}

const nowhere = { env: { PATH: '' }, platform: 'linux', home: '/not/there', standard: [] }

test('hello says who the host is and what it remembers', async () => {
  const { host, data } = startHost({ places: nowhere })
  const progress = { counting: { met: [], step: 1, predictions: {}, done: false } }
  const settings = { theme: 'dark' as const, language: 'python' as const, python: null, fullColour: false, panes: {} }
  await host.saveProgress({ progress })
  await host.saveSettings({ settings })
  const expected: Partial<Hello> = { version: '1.2.3', shell: 'web', settings, progress }
  expect(await host.hello({})).toMatchObject(expected)
  const later = startHost({ data, places: nowhere })
  expect(await later.host.hello({})).toMatchObject(expected)
  expect((await later.host.hello({})).runtimes).toEqual([{ id: 'node', language: 'typescript', label: expect.any(String), version: process.versions.node }])
})

test('hello does not wait for a slow search; what it finds is told later', async () => {
  const home = temporaryFolder()
  const bin = path.join(home, 'bin')
  mkdirSync(bin)
  const python = path.join(bin, 'python3')
  // Answers when its input ends, which is when nobody waits any more.
  writeFileSync(python, `#!/bin/sh\nsleep 1\necho '["CPython", "3.12.1", "${python}", [3, 12, 1]]'\n`, { mode: 0o755 })
  const { host, next } = startHost({ places: { env: { PATH: bin }, platform: 'linux', home, standard: [] } })
  const begin = performance.now()
  expect((await host.hello({})).runtimes.map(({ id }) => id)).toEqual(['node'])
  expect(performance.now() - begin).toBeLessThan(800)
  const { runtimes } = await next('runtimesChanged')
  expect(runtimes.map(({ id }) => id)).toEqual(['node', 'cpython-3.12.1'])
  expect(JSON.stringify(runtimes)).not.toContain(home)
})

test('a damaged progress file is set aside and the app begins anew', async () => {
  const data = temporaryFolder()
  writeFileSync(path.join(data, 'progress.json'), '{"half')
  const { host, reports } = startHost({ data, places: nowhere })
  expect((await host.hello({})).progress).toEqual({})
  expect(reports).toEqual([expect.stringMatching(/^progress\.json was damaged .* It was set aside as progress\.damaged-/)])
})

test('an edited lesson runs as it was saved, and its end is told', async () => {
  const { host, next } = startHost()
  const { id } = await host.openLesson({ lesson: 'counting', language: 'typescript' })
  const { run: first } = await host.run({ workspace: id, runtime: null })
  expect((await next('output', ({ run, program }) => run === first && program === 'client')).text).toBe('counted to 1\n')
  void host.saveFile({ workspace: id, file: '_limit.ts', text: 'export const limit: number = 7' })
  const { run: second } = await host.run({ workspace: id, runtime: null })
  expect(second).toBe(first + 1)
  expect((await next('output', ({ run, program }) => run === second && program === 'client')).text).toBe('counted to 7\n')
  await next('runChanged', ({ run, programs }) => run === second && programs[1]?.state === 'ended')
  await host.stopRun({ run: second })
  const last = await next('runChanged', ({ run, state }) => run === second && state === 'ended')
  expect(last.programs.map(({ name, code, signal }) => [name, code, signal])).toEqual([['server', null, 'SIGTERM'], ['client', 0, null]])
})

test('output and trace of a run never come after the next run has begun', async () => {
  const { host, told, next } = startHost()
  const workspace = 'counting.typescript'
  await host.saveFile({ workspace, file: 'client.ts', text: `console.log('begun'); setInterval(() => console.log('tick'), 1)` })
  const numbers: number[] = []
  for (let count = 0; count < 3; count++) {
    const { run } = await host.run({ workspace, runtime: null })
    numbers.push(run)
    await next('output', (output) => output.run === run && output.program === 'client')
  }
  // Three at once: only the last is carried out.
  const many = await Promise.all([1, 2, 3].map(() => host.run({ workspace, runtime: null })))
  const last = many.at(-1)!.run
  await next('output', (output) => output.run === last)
  await host.stopRun({ run: last })
  const order = told.flatMap(({ payload }) => ('run' in payload ? [payload.run] : []))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(new Set(order)).toEqual(new Set([...numbers, ...many.map(({ run }) => run)]))
})

test('a mistake in a file is told at its place', async () => {
  const { host, next } = startHost()
  const workspace = 'counting.typescript'
  await host.saveFile({ workspace, file: 'client.ts', text: 'const a = 1\n\nlet b = )' })
  const { run } = await host.run({ workspace, runtime: null })
  const { problems } = await next('runChanged', (changed) => changed.run === run && changed.state === 'ended')
  expect(problems).toEqual([{ file: 'client.ts', line: 3, column: 9, message: 'Unexpected ")"' }])
})

test('a program of the present run can be controlled and spoken to, one of an earlier run can not', async () => {
  const { host, next } = startHost()
  const workspace = 'counting.typescript'
  await host.saveFile({ workspace, file: 'client.ts', text: `console.log('ready'); process.stdin.on('data', (data) => console.log('got ' + data))` })
  const { run } = await host.run({ workspace, runtime: null })
  await next('output', ({ text }) => text === 'ready\n')
  await host.input({ run, program: 'client', text: 'mint\n' })
  await next('output', ({ text }) => text === 'got mint\n\n')
  await host.controlProgram({ run, program: 'client', action: 'stop' })
  await next('runChanged', ({ programs }) => programs[1]?.state === 'ended')
  const again = await host.run({ workspace, runtime: null })
  await expect(host.input({ run, program: 'client', text: '' })).rejects.toThrow(new Error(`run ${run} has ended; the present one is ${again.run}`))
  await expect(host.controlProgram({ run: 99, program: 'client', action: 'kill' })).rejects.toThrow(/^run 99 has ended/)
  await host.stopRun({ run })
  await next('output', (output) => output.run === again.run && output.text === 'ready\n')
})

test('without Python a Python run is refused with what to do, and the app goes on', async () => {
  const { host, next } = startHost({ places: nowhere })
  await expect(host.run({ workspace: 'counting.python', runtime: null })).rejects.toThrow(/^No Python was found: .* Install one/)
  await expect(host.run({ workspace: 'counting.typescript', runtime: 'cpython-3.12.1' })).rejects.toThrow(/^there is no runtime 'cpython-3\.12\.1' for typescript/)
  const { run } = await host.run({ workspace: 'counting.typescript', runtime: null })
  await next('output', (output) => output.run === run && output.program === 'client')
})

test('Python programs run for real, with the shim in front, and their mistakes are told', async (context) => {
  const { host, next } = startHost()
  const [, newest] = await new Runtimes(temporaryFolder(), () => {}, searchPlaces()).all()
  if (!newest) return context.skip('there is no CPython 3.8 or newer on this machine')
  const workspace = 'counting.python'
  // Asked for mistakes it compiles, and runs nothing.
  const mistakes = await host.findMistakes({ runtime: newest.id, files: [{ name: 'owl.py', text: 'def hoot()\n    pass\n' }, { name: 'well.py', text: 'raise SystemExit(3)\n' }] })
  expect(mistakes.problems.map(({ file, line }) => [file, line])).toEqual([['owl.py', 1]])
  await host.saveFile({ workspace, file: '_limit.py', text: 'limit = "sieben"\n' })
  // The server here says nothing in a trace, so the client waits until it has ended or for ten seconds: it comes first.
  await host.saveFile({ workspace, file: 'server.py', text: 'raise SystemExit(0)\n' })
  const first = await host.run({ workspace, runtime: newest.id })
  const ended = await next('runChanged', ({ run, state }) => run === first.run && state === 'ended')
  expect(ended.runtime).toEqual({ id: newest.id, language: 'python', label: newest.label, version: newest.version })
  expect(ended.programs.map(({ state, code, detail }) => [state, code, detail])).toEqual([
    ['ended', 0, null],
    ['failed', null, 'server ended before it listened.'],
  ])
  await host.saveFile({ workspace, file: 'server.py', text: 'import shim_is_here, sys, os\nprint(sys.version_info[:2], os.path.dirname(shim_is_here.__file__) == sys.path[1], flush=True)\nprint("ä 🌱")\n' })
  const second = await host.run({ workspace, runtime: newest.id })
  await next('runChanged', ({ run, state }) => run === second.run && state === 'ended')
  const [major, minor] = newest.version.split('.')
  expect((await next('output', ({ run, stream }) => run === second.run && stream === 'stdout')).text).toContain(`(${major}, ${minor}) True\n`)
  await host.saveFile({ workspace, file: 'client.py', text: 'def f(:\n    pass\n' })
  const third = await host.run({ workspace, runtime: null })
  const { problems, programs } = await next('runChanged', ({ run, state }) => run === third.run && state === 'ended')
  expect(problems).toMatchObject([{ file: 'client.py', line: 1, column: 7 }])
  expect(programs.every(({ state }) => state === 'failed')).toBe(true)
})

test.each(['https://evil.example/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://docs.python.org.evil.example/', 'http://docs.python.org/', 'https://user:secret@docs.python.org/', 'https://github.com/somebody/else'])(
  'the page %s is not opened',
  async (url) => {
    const { host, pages } = startHost({ places: nowhere })
    await expect(host.openExternal({ url })).rejects.toThrow(new Error(`this page is not one that the app opens: ${url}`))
    expect(pages).toEqual([])
  },
)

test("a page of Python's documentation is opened", async () => {
  const { host, pages } = startHost({ places: nowhere })
  await host.openExternal({ url: 'https://docs.python.org/3/library/multiprocessing.html' })
  expect(pages).toEqual(['https://docs.python.org/3/library/multiprocessing.html'])
})
