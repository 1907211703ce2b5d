import { expect, test } from 'vitest'
import * as v from 'valibot'
import { calls, events } from './host.ts'
import type { CallName, CallParams, CallResult, EventName, EventPayload, Host } from './host.ts'
import { createPortPair } from './port.ts'
import type { Port } from './port.ts'
import { connectHost, HostError, serveHost } from './rpc.ts'

const workspace = {
  id: 'hidden-method.typescript',
  lesson: 'hidden-method',
  language: 'typescript' as const,
  files: [{ name: 'server.ts', text: 'let a', original: 'let b' }],
  programs: [{ name: 'server', role: 'server' as const, file: 'server.ts' }],
}
const settings = { theme: 'system' as const, language: 'python' as const, python: null, fullColour: true, panes: { left: 300 } }
const progress = { 'hidden-method': { met: ['refused'], step: 2, predictions: { Predict: 'two' }, done: false } }
const node = { id: 'node', language: 'typescript' as const, label: 'Node 20.20', version: '20.20.2' }

const own = {
  id: 'own-1',
  lesson: null,
  name: 'Bees',
  kind: 'own' as const,
  language: 'python' as const,
  files: [{ name: 'hive.py', text: 'a', original: 'a', onDisk: null }],
  programs: [{ name: 'hive', role: 'server' as const, file: 'hive.py' }],
}

const samples: { [Name in CallName]: { params: CallParams<Name>; result: CallResult<Name> } } = {
  hello: { params: {}, result: { version: '0.1.0', shell: 'web', platform: 'linux', runtimes: [node], settings, progress } },
  openLesson: { params: { lesson: 'hidden-method', language: 'typescript' }, result: workspace },
  lessonText: {
    params: { lesson: 'hidden-method', language: 'python' },
    result: { id: 'hidden-method', text: '# Hidden', solution: [{ name: 'server.py', text: 'pass' }] },
  },
  references: {
    params: { lesson: 'hidden-method', language: 'python', runtime: null },
    result: { references: [{ name: 'solution', events: [{ v: 1, process: '1-a', seq: 0, time: 1, name: 'process/exited', pid: 1, code: 0, signal: null }] }] },
  },
  saveFile: { params: { workspace: 'w', file: 'server.ts', text: 'naïve 🌱' }, result: {} },
  resetWorkspace: { params: { workspace: 'w' }, result: workspace },
  run: { params: { workspace: 'w', runtime: null }, result: { run: 3 } },
  stopRun: { params: { run: 3 }, result: {} },
  controlProgram: { params: { run: 3, program: 'server', action: 'kill' }, result: {} },
  input: { params: { run: 3, program: 'server', text: 'basil\n' }, result: {} },
  findMistakes: {
    params: { runtime: 'cpython-3.13.0', files: [{ name: 'hive.py', text: 'def buzz(\n' }] },
    result: { problems: [{ file: 'hive.py', line: 1, column: 9, message: "'(' was never closed" }] },
  },
  choosePython: { params: { file: 'f3' }, result: { runtime: { id: 'cpython-3.12.1', language: 'python', label: 'CPython 3.12.1 in bees', version: '3.12.1' } } },
  saveProgress: { params: { progress }, result: {} },
  saveSettings: { params: { settings }, result: {} },
  presentRun: { params: {}, result: { present: null } },
  runRecord: { params: { run: 3, from: 0 }, result: { record: { entries: [], next: 0, end: true, cut: 0 } } },
  diagnostics: { params: {}, result: { text: 'Managerie 0.1.0' } },
  openExternal: { params: { url: 'https://docs.python.org/3/' }, result: {} },
  recent: { params: {}, result: { entries: [{ id: 'own-1', kind: 'own', name: 'Bees', language: 'python', at: 5 }] } },
  newWorkspace: { params: { name: 'Bees', language: 'python', files: [{ name: 'hive.py', text: 'pass' }], programs: [] }, result: own },
  openWorkspace: { params: { workspace: 'own-1' }, result: own },
  renameWorkspace: { params: { workspace: 'own-1', name: 'Wasps' }, result: own },
  removeWorkspace: { params: { workspace: 'own-1' }, result: {} },
  restoreWorkspace: { params: { workspace: 'own-1' }, result: {} },
  addFile: { params: { workspace: 'own-1', file: 'bee.py', text: '' }, result: own },
  renameFile: { params: { workspace: 'own-1', file: 'bee.py', to: 'drone.py' }, result: own },
  removeFile: { params: { workspace: 'own-1', file: 'bee.py' }, result: own },
  savePrograms: { params: { workspace: 'own-1', programs: own.programs }, result: own },
  takeFromDisk: { params: { workspace: 'own-1', file: 'hive.py' }, result: own },
  openFolder: { params: { folder: 'f1' }, result: own },
  listFolders: { params: {}, result: { id: 'f1', name: 'home', parent: null, folders: [{ id: 'f2', name: 'bees' }], files: [] } },
  saveToFolder: { params: { workspace: 'own-1', name: 'Bees' }, result: null },
  openDocument: { params: {}, result: { name: 'bees.managerie', data: 'AAAA' } },
  hold: { params: { run: 3, rule: { hold: 'matching', condition: { methods: ['vent'] } } }, result: {} },
  decide: { params: { run: 3, frames: [{ process: '12-a', hold: 4 }], verdict: 'drop', delay: 20 }, result: { decided: 1 } },
  releaseAll: { params: { run: 3 }, result: {} },
  step: { params: { run: 3, until: { kinds: ['#RETURN'] } }, result: {} },
  replay: { params: { run: 3, schedule: [{ process: 'clerk A', method: '__getitem__' }] }, result: {} },
  fault: { params: { run: 3, order: { fault: 'wrong key', target: 'visitor' } }, result: { fault: 1 } },
  disarm: { params: { run: 3, fault: 1 }, result: {} },
  holding: { params: { run: 3 }, result: { state: null } },
  schedules: { params: { workspace: 'w' }, result: { schedules: [{ name: 'One lost', steps: [{ process: 'A', method: 'get' }] }] } },
  saveSchedules: { params: { workspace: 'w', schedules: [] }, result: {} },
  saveDocument: { params: { name: 'bees.managerie', data: 'AAAA' }, result: { name: null } },
}

const payloads: { [Name in EventName]: EventPayload<Name> } = {
  runChanged: {
    run: 3,
    workspace: 'w',
    runtime: node,
    state: 'running',
    problems: [{ file: 'server.ts', line: 2, column: 5, message: 'Expected ";"' }],
    programs: [
      { name: 'server', role: 'server', file: 'server.ts', state: 'running', pid: 12, code: null, signal: null, detail: null, startedAt: 4, endedAt: null },
    ],
  },
  runtimesChanged: { runtimes: [node] },
  output: { run: 3, program: 'server', stream: 'stderr', text: 'oh\n', dropped: 0 },
  trace: {
    run: 3,
    events: [{ v: 1, process: '12-a', seq: 0, time: 5, name: 'listener/bound', listener: 'l1', address: ['127.0.0.1', 50000] }],
    lost: 1,
  },
  command: { id: 'run' },
  holdChanged: { run: 3, rule: { hold: 'requests' }, until: null, schedule: { state: 'none', steps: [], next: 0, detail: null }, chosen: [] },
  faultChanged: { run: 3, fault: 1, order: { fault: 'kill', target: 'server' }, state: 'done', detail: 'server was killed (SIGKILL).' },
  fileOnDisk: { workspace: 'folder-1', file: 'hive.py', text: null },
  documentOpened: { name: 'bees.managerie', data: 'AAAA' },
}

interface RecordedHost extends Host {
  readonly asked: { name: string; params: unknown }[]
  fire<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  readonly subscriptions: () => number
}

/** A host that answers with the samples and keeps what it was asked. */
function recordedHost(overrides: Partial<Host> = {}): RecordedHost {
  const asked: { name: string; params: unknown }[] = []
  const listeners: { name: string; listen: (payload: never) => void }[] = []
  const entries = Object.entries(samples).map(([name, { result }]) => [
    name,
    async (params: unknown) => {
      asked.push({ name, params })
      return result
    },
  ])
  return {
    ...Object.fromEntries(entries),
    ...overrides,
    onEvent(name: string, listen: (payload: never) => void) {
      const entry = { name, listen }
      listeners.push(entry)
      return () => listeners.splice(listeners.indexOf(entry), 1)
    },
    asked,
    fire: (name: string, payload: unknown) => {
      for (const one of listeners.filter((l) => l.name === name)) one.listen(payload as never)
    },
    subscriptions: () => listeners.length,
  }
}

/** Sends a raw message and resolves with the next message that comes back. */
function exchange(port: Port, message: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    port.onMessage(resolve)
    port.post(message)
  })
}

const callNames = Object.keys(calls) as CallName[]

test.each(callNames)('%s goes to the host with its arguments and comes back with its result', async (name) => {
  const [here, there] = createPortPair()
  const host = recordedHost()
  serveHost(there, host)
  const client = connectHost(here)
  const { params, result } = samples[name]
  expect(await (client[name] as (params: unknown) => Promise<unknown>)(params)).toEqual(result)
  expect(host.asked).toEqual([{ name, params }])
  expect(v.is(calls[name].result, result)).toBe(true)
})

test.each(Object.keys(events) as EventName[])('%s reaches every listener until it stops listening', async (name) => {
  const [here, there] = createPortPair()
  const host = recordedHost()
  serveHost(there, host)
  const client = connectHost(here)
  const payload = payloads[name]
  expect(v.is(events[name], payload)).toBe(true)
  const first: unknown[] = []
  const second: unknown[] = []
  const stop = client.onEvent(name, (got) => first.push(got))
  client.onEvent(name, (got) => second.push(got))
  host.fire(name, payload)
  await client.hello({})
  stop()
  host.fire(name, payload)
  await client.hello({})
  expect(first).toEqual([payload])
  expect(second).toEqual([payload, payload])
})

test('events keep their order', async () => {
  const [here, there] = createPortPair()
  const host = recordedHost()
  serveHost(there, host)
  const client = connectHost(here)
  const got: number[] = []
  client.onEvent('output', ({ run }) => got.push(run))
  client.onEvent('trace', ({ run }) => got.push(run))
  for (let run = 0; run < 100; run++) {
    if (run % 3 === 0) host.fire('trace', { run, events: [], lost: 0 })
    else host.fire('output', { run, program: 'a', stream: 'stdout', text: '', dropped: 0 })
  }
  await client.hello({})
  expect(got).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

test.each([
  ['saveFile', { workspace: 'w', file: '../../.bashrc', text: '' }, /^saveFile: file: a plain file name$/],
  ['saveFile', { workspace: 'w', file: '.hidden', text: '' }, /^saveFile: file: a plain file name$/],
  ['saveFile', { workspace: 'w', file: 'a.ts' }, /^saveFile: text: /],
  ['openLesson', { lesson: '', language: 'typescript' }, /^openLesson: lesson: /],
  ['openLesson', { lesson: 'x', language: 'ruby' }, /^openLesson: language: .*"typescript" \| "python".*"ruby"/],
  ['run', { workspace: 1, runtime: null }, /^run: workspace: .*string.*1/],
  ['controlProgram', { run: 1, program: 'a', action: 'freeze' }, /^controlProgram: action: /],
  ['saveProgress', { progress: { a: { met: [1], step: 0, predictions: {}, done: false } } }, /^saveProgress: progress\.a\.met\.0: /],
  ['openExternal', { url: 'not a url' }, /^openExternal: url: /],
  ['stopRun', {}, /^stopRun: run: /],
] as const)('%s with a wrong argument is refused by name of the field: %j', async (name, params, message) => {
  const [here, there] = createPortPair()
  const host = recordedHost()
  serveHost(there, host)
  const client = connectHost(here)
  const call = client[name] as unknown as (params: unknown) => Promise<unknown>
  const error = await call(params).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(HostError)
  expect((error as HostError).kind).toBe('bad argument')
  expect((error as HostError).message).toMatch(message)
  expect(host.asked).toEqual([])
})

test.each(['launchMissiles', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'onEvent'])(
  'a call named %s is unknown to the host',
  async (method) => {
    const [here, there] = createPortPair()
    const host = recordedHost()
    serveHost(there, host)
    const answer = await exchange(here, { jsonrpc: '2.0', id: 7, method, params: {} })
    expect(answer).toEqual({ jsonrpc: '2.0', id: 7, error: { code: -32601, message: `the host has no call named '${method}'` } })
    expect(host.asked).toEqual([])
  },
)

test('an error of the host comes back with its own words', async () => {
  const [here, there] = createPortPair()
  serveHost(there, recordedHost({ run: () => Promise.reject(new Error('There is no Python 3.8 or newer here.')) }))
  const error = await connectHost(here).run({ workspace: 'w', runtime: null }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(HostError)
  expect(error).toMatchObject({ kind: 'failed', message: 'There is no Python 3.8 or newer here.' })
})

test('a host that throws something that is no error still answers', async () => {
  const [here, there] = createPortPair()
  serveHost(there, recordedHost({ hello: () => Promise.reject(undefined) }))
  await expect(connectHost(here).hello({})).rejects.toMatchObject({ kind: 'failed', message: 'undefined' })
})

test.each([
  null, 17, 'text', [], {}, { jsonrpc: '1.0' }, { jsonrpc: '2.0' }, { jsonrpc: '2.0', method: 3, id: 1 },
  { jsonrpc: '2.0', method: '$/cancelRequest' }, { jsonrpc: '2.0', id: 1, method: 'hello', params: [1, 2] },
  { jsonrpc: '2.0', id: null, method: 'hello' }, { jsonrpc: '2.0', id: 99, result: 1 }, { jsonrpc: '2.0', method: 'output', params: {} },
])('a message that is no call is left aside and the next call is answered: %j', async (rubbish) => {
  const [here, there] = createPortPair()
  const host = recordedHost()
  serveHost(there, host)
  here.post(rubbish)
  const answer = await exchange(here, { jsonrpc: '2.0', id: 'a', method: 'stopRun', params: { run: 1 } })
  expect(answer).toEqual({ jsonrpc: '2.0', id: 'a', result: {} })
  expect(host.asked).toEqual([{ name: 'stopRun', params: { run: 1 } }])
})

test('an answer that is none fails the call as every other failure does', async () => {
  const [here, there] = createPortPair()
  there.onMessage((message) => there.post({ jsonrpc: '2.0', id: (message as { id: unknown }).id }))
  const error = await connectHost(here).hello({}).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(HostError)
  expect(error).toMatchObject({ kind: 'failed', message: 'hello: The received response has neither a result nor an error property.' })
})

test('an answer whose error is none fails the call, too', async () => {
  for (const wrong of [{ code: 1, message: { toString: null } }, { code: 'one', message: 'no' }, 'no', 7]) {
    const [here, there] = createPortPair()
    there.onMessage((message) => there.post({ jsonrpc: '2.0', id: (message as { id: unknown }).id, error: wrong }))
    const error = await connectHost(here).hello({}).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'HostError', kind: 'failed', message: 'the host answered with an error that is none' })
  }
})

test.each(['host', 'page'])('when the %s closes, calls under way and later ones fail with the reason', async (side) => {
  const [here, there] = createPortPair()
  const host = recordedHost({ hello: () => new Promise(() => {}) })
  const stop = serveHost(there, host)
  let closings = 0
  const client = connectHost(here, () => closings++)
  const pending = client.hello({}).catch((caught: unknown) => caught)
  await client.stopRun({ run: 1 })
  expect(host.subscriptions()).toBe(Object.keys(events).length)
  if (side === 'host') stop()
  else here.close()
  const error = await pending
  expect(error).toBeInstanceOf(HostError)
  expect(error).toMatchObject({ kind: 'closed', message: 'hello: the connection to the host has closed' })
  await expect(client.stopRun({ run: 1 })).rejects.toMatchObject({ kind: 'closed', message: 'stopRun: the connection to the host has closed' })
  expect(closings).toBe(1)
  expect(host.subscriptions()).toBe(0)
  host.fire('output', payloads.output)
})

test('one host serves several pages, and one that leaves takes nothing from the others', async () => {
  const host = recordedHost()
  const [hereA, thereA] = createPortPair()
  const [hereB, thereB] = createPortPair()
  serveHost(thereA, host)
  serveHost(thereB, host)
  const b = connectHost(hereB)
  const got: unknown[] = []
  b.onEvent('output', (payload) => got.push(payload))
  connectHost(hereA)
  hereA.close()
  host.fire('output', payloads.output)
  await b.hello({})
  expect(got).toEqual([payloads.output])
})
