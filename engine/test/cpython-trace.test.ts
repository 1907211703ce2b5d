/** The tracer for CPython, on real programs: what it reports is true, and nothing else changes. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseTraceEvent, type TraceEvent, type TraceEventName } from '../protocol/trace.ts'
import { pythonsOf, useProcesses, type Ending, type Program, type Python } from './support/processes.ts'

const processes = useProcesses()
const shim = fileURLToPath(new URL('../cpython', import.meta.url))
const programs = fileURLToPath(new URL('./programs/python', import.meta.url))
const pythons = pythonsOf('3.8', '3.11', '3.12', '3.13')

type EventNamed<Name extends TraceEventName> = Extract<TraceEvent, { name: Name }>

/** A folder to run programs in, and the trace of those that are run traced. */
class Scene {
  readonly folder: string
  readonly #python: Python
  readonly #started: Program[] = []

  constructor(python: Python) {
    this.#python = python
    this.folder = processes.directory()
  }

  get #trace(): string {
    return join(this.folder, 'trace')
  }

  /** Starts one of the programs beside this test. `name` is its label in the trace; without one it is not traced. */
  start(program: string, { name, args = [], env = {} }: { name?: string; args?: readonly string[]; env?: Record<string, string> } = {}): Program {
    const traced = name === undefined ? { PYTHONPATH: undefined } : { PYTHONPATH: shim, MULTIPROCESSING_TRACE: this.#trace, MULTIPROCESSING_TRACE_NAME: name }
    const started = processes.start(this.#python.path, ['-u', join(programs, program), ...args], {
      cwd: this.folder,
      env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0', ...traced, ...env },
    })
    this.#started.push(started)
    return started
  }

  /** Starts the server and waits until it listens. */
  async serve(options: { name?: string; env?: Record<string, string> } = {}): Promise<Program> {
    const server = this.start('serve.py', options)
    await server.line(/^READY$/m)
    return server
  }

  /** The events so far, by process, each in the order of its file. Every line must be an event. */
  traces(): Map<string, TraceEvent[]> {
    const traces = new Map<string, TraceEvent[]>()
    for (const file of readdirSync(this.#trace)) {
      const lines = readFileSync(join(this.#trace, file), 'utf8').split('\n')
      expect(lines.pop()).toBe('')
      const events = lines.map(parseTraceEvent)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index))
      expect(new Set(events.map((event) => `${event.process}.ndjson`))).toEqual(new Set([file]))
      traces.set(file, events)
    }
    return traces
  }

  /** The events of the process with that label. */
  trace(label: string): TraceEvent[] {
    const found = [...this.traces().values()].filter((events) => named(events, 'process/started')[0]?.label === label)
    expect(found, `traces called ${label} of ${[...this.traces().values()].map((events) => named(events, 'process/started')[0]?.label)}`).toHaveLength(1)
    return found[0]!
  }

  /** Waits until the events of a process are as wanted: another process writes them. */
  async until(label: string, wanted: (events: TraceEvent[]) => boolean): Promise<TraceEvent[]> {
    await expect.poll(() => wanted(this.trace(label)), { timeout: 5000 }).toBe(true)
    return this.trace(label)
  }
}

function named<Name extends TraceEventName>(events: readonly TraceEvent[], ...names: Name[]): EventNamed<Name>[] {
  return events.filter((event): event is EventNamed<Name> => (names as string[]).includes(event.name))
}

function framesOf(events: readonly TraceEvent[]): EventNamed<'frame/sent' | 'frame/received'>[] {
  return named(events, 'frame/sent', 'frame/received')
}

/** Line of the program where `text` is. */
function lineOf(program: string, text: string): number {
  const lines = readFileSync(join(programs, program), 'utf8').split('\n')
  const index = lines.findIndex((line) => line.includes(text))
  expect(index, `"${text}" in ${program}`).toBeGreaterThanOrEqual(0)
  return index + 1
}

/** An ending without what differs from run to run: addresses of objects. */
function steady({ stdout, stderr, code, signal }: Ending): Ending {
  return { code, signal, stdout: withoutIdents(stdout), stderr: withoutIdents(stderr) }
}

function withoutIdents(text: string): string {
  return text.replaceAll(/\b7f[0-9a-f]{6,}\b/g, 'IDENT').replaceAll(/0x[0-9a-f]+/g, '0xIDENT')
}

describe.each(pythons)('CPython $version', (python) => {
  test('a session is reported by both ends alike, and looks to the program as it does untraced', async () => {
    const scene = new Scene(python)
    const server = await scene.serve({ name: 'server' })
    const client = await scene.start('session.py', { name: 'client' }).ended
    const events = scene.trace('client')
    const served = await scene.until('server', (trace) => named(trace, 'connection/closed').length === named(events, 'connection/opened').length)
    server.kill('SIGTERM')
    const serverEnding = await server.ended

    const plain = new Scene(python)
    const plainServer = await plain.serve()
    const plainClient = await plain.start('session.py').ended
    plainServer.kill('SIGTERM')
    expect(steady(client)).toEqual(steady(plainClient))
    expect(steady(serverEnding)).toEqual(steady(await plainServer.ended))
    expect(client.code).toBe(1)
    expect(client.stderr).toContain("KeyError: 'left'")
    expect(client.stdout).toContain('is not in exposed=')

    // The server accepts in the order in which this client connects.
    const ours = named(events, 'connection/opened')
    const theirs = named(served, 'connection/opened')
    expect(ours.map(({ end, address, local, remote }) => [end, address, local, remote])).toEqual(ours.map(() => ['client', 'garden.sock', undefined, undefined]))
    expect(theirs.map(({ end }) => end)).toEqual(theirs.map(() => 'listener'))
    expect(theirs).toHaveLength(ours.length)
    for (const [index, opened] of ours.entries()) {
      const of = (trace: readonly TraceEvent[], name: 'frame/sent' | 'frame/received', connection: string) =>
        named(trace, name).filter((frame) => frame.connection === connection).map(({ index: number, size, payload }) => ({ number, size, payload }))
      const there = theirs[index]!.connection
      expect(of(events, 'frame/sent', opened.connection)).toEqual(of(served, 'frame/received', there))
      expect(of(served, 'frame/sent', there).slice(0, of(events, 'frame/received', opened.connection).length)).toEqual(of(events, 'frame/received', opened.connection))
    }
    for (const frame of framesOf(events)) expect(Buffer.from(frame.payload, 'base64')).toHaveLength(frame.size)

    expect(named(events, 'process/started')[0]).toMatchObject({ runtime: 'cpython', version: python.version, ppid: process.pid, label: 'client' })
    expect(named(events, 'process/failed')).toMatchObject([{ type: 'KeyError', message: "'left'", at: { file: join(programs, 'session.py'), line: lineOf('session.py', "{}['left']") } }])
    expect(named(events, 'process/exited')).toMatchObject([{ code: 1, signal: null }])
    expect(named(events, 'connection/refused')).toMatchObject([{ address: 'nowhere.sock', type: 'FileNotFoundError' }])
    const digest = Number(python.version.split('.')[1]) < 12 ? 'md5' : 'sha256'
    expect(new Set(named(events, 'challenge/answered', 'challenge/delivered', 'challenge/accepted').map((event) => event.digest))).toEqual(new Set([digest]))
    expect(named(events, 'challenge/refused')).toMatchObject([{ by: 'there', reason: 'digest sent was rejected' }])
    expect(named(served, 'challenge/refused')).toMatchObject([{ by: 'here', reason: 'digest received was wrong' }])
    expect(named(served, 'listener/bound')).toMatchObject([{ address: 'garden.sock', at: { line: lineOf('serve.py', 'get_server()') } }])
    expect(JSON.stringify([...events, ...served])).not.toContain('"basil"')
  })

  test('objects, proxies and registrations are reported, with counts in order', async () => {
    const scene = new Scene(python)
    await scene.serve({ name: 'server' })
    await scene.start('session.py', { name: 'client' }).ended
    const events = scene.trace('client')
    const served = await scene.until('server', (trace) => named(trace, 'object/disposed').length === 2)
    const counts = named(served, 'object/created', 'object/increfed', 'object/decrefed', 'object/disposed')
      .map(({ name, typeid, refcount }) => `${typeid} ${name.slice('object/'.length)} ${refcount}`)
    expect(counts.filter((line) => line.startsWith('Greenhouse'))).toEqual([
      'Greenhouse created 1', 'Greenhouse increfed 2', 'Greenhouse decrefed 1', 'Greenhouse decrefed 0', 'Greenhouse disposed 0',
    ])
    expect(counts.filter((line) => line.startsWith('Bed'))).toEqual(['Bed created 1', 'Bed increfed 2', 'Bed decrefed 1', 'Bed decrefed 0', 'Bed disposed 0'])
    expect(named(served, 'object/created').map(({ type }) => type)).toEqual(['Greenhouse', 'Bed'])
    expect(named(events, 'proxy/created', 'proxy/rebuilt', 'proxy/released').map(({ name, typeid, address }) => [name, typeid, address])).toEqual([
      ['proxy/created', 'Greenhouse', 'garden.sock'], ['proxy/created', 'Bed', 'garden.sock'],
      ['proxy/released', 'Bed', 'garden.sock'], ['proxy/released', 'Greenhouse', 'garden.sock'],
    ])
    expect(named(events, 'registry/registered')).toMatchObject([
      { manager: 'GardenManager', typeid: 'Greenhouse', callable: 'Greenhouse', proxytype: 'AutoProxy', exposed: ['water', 'harvest', 'seeds'], methodToTypeid: { bed: 'Bed' }, createMethod: true, at: { file: join(programs, 'garden.py') } },
      { typeid: 'Bed', callable: null, exposed: ['plant'], methodToTypeid: null, createMethod: false },
    ])
  })

  test('a request tells the line of the program that made it, and a reply tells none', async () => {
    const scene = new Scene(python)
    await scene.serve({ name: 'server' })
    await scene.start('session.py', { name: 'client' }).ended
    const sent = named(scene.trace('client'), 'frame/sent')
    expect(new Set(sent.flatMap(({ at }) => at?.file ?? []))).toEqual(new Set([join(programs, 'session.py')]))
    const lines = new Set(sent.flatMap(({ at }) => at?.line ?? []))
    for (const text of ['manager.connect()', "manager.Greenhouse('south')", 'print(function(*args))', 'print(manager._number_of_objects())']) {
      expect(lines).toContain(lineOf('session.py', text))
    }
    // A proxy that lives until Python ends is released by no line: three frames of the handshake and a request each.
    expect(sent.filter(({ at }) => at === undefined).length % 4).toBe(0)
    expect(named(scene.trace('server'), 'frame/sent').filter(({ at }) => at !== undefined)).toEqual([])
  })

  test('frames are as many as the wire costs', async () => {
    const steps: [code: string, frames: number][] = [
      ['m.connect()', 8],
      ["d = m.dict({'x': 1})", 24],
      ["d['x']", 10],
      ["d['x']", 2],
      ["d['x'] += 1", 4],
      ['l = m.list([1, 2, 3, 4, 5])', 24],
      ['[item for item in l]', 12],
      ['l[:]', 2],
      ['[key for key in d]', 30],
      ['k = m.Lock()', 24],
      ['with k: pass', 4],
      ['l.append(k)', 2],
      ['repr(l)', 0],
      ['str(l)', 2],
      ['g = m.Greenhouse()', 24],
      ["g._callmethod('vent')", 2],
      ['del g', 8],
    ]
    const scene = new Scene(python)
    await scene.serve({ name: 'server' })
    const client = scene.start('steps.py', { name: 'client' })
    const counts: [string, number][] = []
    let before = 0
    for (const [index, [code]] of steps.entries()) {
      client.type(`${code}\n`)
      await client.line(new RegExp(`^DONE ${index}$`, 'm'))
      const count = framesOf(scene.trace('client')).length
      counts.push([code, count - before])
      before = count
    }
    expect(counts).toEqual(steps)
  })

  test.each(['fork', 'spawn', 'forkserver'])('children by %s are traced, each in a file of its own', async (method) => {
    const scene = new Scene(python)
    const traced = await scene.start('children.py', { name: 'program', args: [method] }).ended
    const plain = await new Scene(python).start('children.py', { args: [method] }).ended
    expect(steady(traced)).toEqual(steady(plain))
    expect(traced.stdout).toContain("[1, 2, 2] {'child': 'Gardener'} 1")

    const labels = [...scene.traces().values()].map((events) => named(events, 'process/started')[0]?.label).sort()
    expect(labels).toEqual(['Gardener', 'Sleeper', 'SyncManager-1', 'program'])
    const gardener = scene.trace('Gardener')
    expect(named(gardener, 'process/failed')).toMatchObject([{ type: 'LookupError', message: 'no seeds', at: { file: join(programs, 'children.py'), line: lineOf('children.py', 'raise LookupError') } }])
    expect(named(gardener, 'process/exited')).toMatchObject([{ code: 1, signal: null }])
    expect(named(gardener, 'proxy/rebuilt').map(({ typeid }) => typeid).sort()).toEqual(['dict', 'list'])
    expect(framesOf(gardener).length).toBeGreaterThan(0)
    const own = named(gardener, 'frame/sent').find(({ at }) => at?.line === lineOf('children.py', 'numbers.append'))
    expect(own?.at?.file).toBe(join(programs, 'children.py'))

    const pidOf = (label: string) => named(scene.trace(label), 'process/started')[0]!.pid
    const exits = named(scene.trace('program'), 'process/exited').map(({ pid, code, signal }) => [pid, code, signal])
    expect(exits).toContainEqual([pidOf('Gardener'), 1, null])
    expect(exits).toContainEqual([pidOf('SyncManager-1'), 0, null])
    expect(exits).toContainEqual([pidOf('Sleeper'), null, 'SIGKILL'])
    expect(named(scene.trace('SyncManager-1'), 'process/exited')).toMatchObject([{ code: 0 }])
    expect(named(scene.trace('SyncManager-1'), 'object/created').map(({ type }) => type)).toEqual(['list', 'dict'])
  })

  test('a server that is killed is gone to its client, whose error is told', async () => {
    const scene = new Scene(python)
    const server = await scene.serve({ name: 'server' })
    const client = scene.start('steps.py', { name: 'client' })
    client.type('m.connect(); d = m.dict()\nd.keys()\n')
    await client.line(/^DONE 1$/m)
    server.kill('SIGKILL')
    expect(await server.exited).toMatchObject({ signal: 'SIGKILL' })
    client.type('d.keys()\nm.connect()\nraise SystemExit(4)\n')
    const ended = await client.ended
    expect(ended).toMatchObject({ code: 4 })
    const events = scene.trace('client')
    expect(named(events, 'connection/closed').filter(({ by }) => by === 'there')).toHaveLength(1)
    expect(named(events, 'connection/refused').map(({ type }) => type)).toContain('ConnectionRefusedError')
    expect(named(scene.trace('server'), 'process/exited')).toEqual([])
  })

  test('connections without a manager are reported, and those that Python makes for itself are not', async () => {
    const scene = new Scene(python)
    const traced = await scene.start('plain.py', { name: 'plain' }).ended
    expect(steady(traced)).toEqual(steady(await new Scene(python).start('plain.py').ended))
    expect(traced).toMatchObject({ code: 0, stderr: '' })
    const events = scene.trace('plain')
    const opened = named(events, 'connection/opened')
    expect(opened.map(({ end }) => end).sort()).toEqual(['client', 'listener', 'pipe', 'pipe'])
    const client = opened.find(({ end }) => end === 'client')!
    const listener = opened.find(({ end }) => end === 'listener')!
    expect(client.local).toBe(listener.remote)
    expect(client.remote).toBe(listener.local)
    expect(client.address).toEqual(named(events, 'listener/bound')[0]!.address)
    expect(named(events, 'listener/closed')).toHaveLength(1)
    const long = framesOf(events).filter(({ size }) => size === 100_000)
    expect(long.map(({ payload }) => Buffer.from(payload, 'base64').length)).toEqual([65_536, 65_536])
    const pipe = opened.filter(({ end }) => end === 'pipe')
    expect(named(events, 'connection/closed').filter(({ connection }) => pipe.some((end) => end.connection === connection)).map(({ by }) => by)).toEqual(['here', 'there'])
    // Three of the handshake each way, three of the program's, one through the pipe: each seen twice.
    expect(framesOf(events)).toHaveLength(2 * (6 + 3 + 1))
  })

  test('a lock is waited for, had and given back, and a condition gives it back while it waits', async () => {
    const scene = new Scene(python)
    await scene.serve({ name: 'server' })
    const client = scene.start('locks.py', { name: 'client' })
    await scene.until('server', (events) => named(events, 'lock/waiting').length === 1)
    client.type('go on\n')
    expect(await client.ended).toMatchObject({ code: 0, stdout: 'second\nTrue False\n', stderr: '' })
    const events = scene.trace('server')
    const typeids = new Map(named(events, 'object/created').map(({ ident, typeid }) => [ident, typeid]))
    const locks = named(events, 'lock/waiting', 'lock/acquired', 'lock/released')
    const lock = locks.filter(({ ident }) => typeids.get(ident) === 'Lock')
    const [first, second] = [lock[0]!.connection, lock[1]!.connection]
    expect(first).not.toBe(second)
    expect(lock.slice(0, 3).map(({ name, connection }) => [name, connection])).toEqual([
      ['lock/acquired', first], ['lock/waiting', second], [lock[2]!.name, lock[2]!.connection],
    ])
    const of = (connection: string) => lock.filter((event) => event.connection === connection).map(({ name }) => name)
    expect(of(first!)).toEqual(['lock/acquired', 'lock/released', 'lock/acquired', 'lock/released'])
    expect(of(second!)).toEqual(['lock/waiting', 'lock/acquired', 'lock/released'])
    const sleeper = locks.filter(({ ident, connection }) => typeids.get(ident) === 'Condition' && connection !== first && connection !== second).map(({ name }) => name)
    expect(sleeper.filter((name) => name !== 'lock/waiting')).toEqual(['lock/acquired', 'lock/released', 'lock/acquired', 'lock/released'])
  })

  test('a trace that cannot be written is told as lost, and the program goes on', async () => {
    const scene = new Scene(python)
    await scene.serve()
    const ended = await scene.start('trouble.py', { name: 'client' }).ended
    expect(ended).toMatchObject({ code: 3, stdout: 'went well\n', stderr: '' })
    const events = scene.trace('client')
    expect(framesOf(events)).toHaveLength(3 * 8)
    const [lost] = named(events, 'trace/lost')
    // Opened, eight frames, three steps of the handshake, closed.
    expect(lost?.count).toBe(13)
  })

  test('every function that is to be reported can be instrumented', async () => {
    const check = [
      'import multiprocessing.managers as m, multiprocessing.connection as c, multiprocessing.process as p',
      'import multiprocessing.popen_fork as f, multiprocessing.popen_forkserver as s, sys',
      'import multiprocessing.shared_memory as h, multiprocessing.resource_tracker as t',
      `sys.path.insert(0, ${JSON.stringify(shim)})`,
      'from managerie_trace import connections, managers, memory, processes, recorder',
      "r = recorder.Recorder('nowhere'); r.processes = None",
      'missed = connections.instrument(c, r) + managers.instrument(m, r)',
      'for module in (p, f, s): missed += processes.instrument(module, r)',
      'for module in (h, t): missed += memory.instrument(module, r)',
      'print(missed)',
      // The checker itself: a function whose source is not what runs, and one without the place that is wanted.
      'from managerie_trace.instrument import Module, first, returned',
      'm.Server.dummy.__code__ = m.Server.debug_info.__code__.replace(co_firstlineno=m.Server.dummy.__code__.co_firstlineno)',
      "target = Module(m, r); target.edit('Server.dummy', first('nothing()')); target.edit('Server.shutdown', returned('nothing()'))",
      'print(target.missed)',
    ].join('\n')
    const ended = await processes.python(python.path, check, [], { env: { PYTHONPATH: undefined } }).ended
    expect(ended).toMatchObject({ stderr: '', stdout: "[]\n['Server.dummy', 'Server.shutdown']\n" })
  })

  test('without a trace directory nothing is traced or imported, and a hidden sitecustomize runs all the same', async () => {
    const folder = processes.directory()
    writeFileSync(join(folder, 'sitecustomize.py'), 'import builtins; builtins.site_was = __file__\n')
    const print = 'import sys; print(site_was, sorted(name for name in sys.modules if "managerie" in name), "multiprocessing" in sys.modules)'
    const env = { PYTHONPATH: `${shim}:${folder}`, PYTHONDONTWRITEBYTECODE: '1' }
    const ended = await processes.python(python.path, print, [], { env }).ended
    expect(ended).toMatchObject({ stderr: '', stdout: `${join(folder, 'sitecustomize.py')} [] False\n` })

    const trace = join(folder, 'trace')
    const traced = await processes.python(python.path, 'import os, sys; print(site_was, "multiprocessing" in sys.modules, os.environ.get("MULTIPROCESSING_TRACE_NAME"))', [], { env: { ...env, MULTIPROCESSING_TRACE: trace, MULTIPROCESSING_TRACE_NAME: 'alone' } }).ended
    expect(traced).toMatchObject({ stderr: '', stdout: `${join(folder, 'sitecustomize.py')} False None\n` })
    const lines = readFileSync(join(trace, readdirSync(trace)[0]!), 'utf8').trimEnd().split('\n').map(parseTraceEvent)
    expect(lines.map(({ name }) => name)).toEqual(['process/started', 'process/exited'])
  })
})
