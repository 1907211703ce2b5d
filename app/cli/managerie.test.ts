import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { Runtimes, searchPlaces } from '../host/runtimes.ts'
import type { FoundRuntime } from '../host/runtimes.ts'
import { temporaryFolder } from '../host/test/folders.ts'
import { buildDist } from './test/dist.ts'

const NO_PYTHON = 'there is no CPython 3.8 or newer on this machine'

let program: string
let home: string
let pythons: FoundRuntime[]
beforeAll(async () => {
  program = path.join(await buildDist(), 'cli', 'managerie.js')
  home = temporaryFolder()
  pythons = (await new Runtimes(home, () => {}, searchPlaces()).all()).filter(({ language }) => language === 'python')
}, 60_000)

const running = new Set<ChildProcess>()
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(args: readonly string[], env: Record<string, string> = {}, cwd = home) {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], MANAGERIE_HOME: home, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let stdout = ''
  let stderr = ''
  const looks = new Set<() => void>()
  const read = (take: (text: string) => void) => (chunk: Buffer): void => {
    take(String(chunk))
    for (const look of looks) look()
  }
  child.stdout.on('data', read((text) => (stdout += text)))
  child.stderr.on('data', read((text) => (stderr += text)))
  const ended = once(child, 'close').then(([code]): Ended => ({ code: code as number | null, stdout, stderr }))
  return {
    child,
    ended,
    /** Resolves with the match as soon as the text is there. */
    printed: (pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout') =>
      new Promise<RegExpExecArray>((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(stream === 'stdout' ? stdout : stderr)
          if (found) resolve(found)
        }
        looks.add(look)
        look()
        void ended.then(({ code }) => reject(new Error(`ended with ${code} before it printed ${pattern}: ${stdout}${stderr}`)))
      }),
  }
}

const run = (...args: string[]): Promise<Ended> => start(args).ended

function write(files: Record<string, string>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  return folder
}

const GARDEN = {
  'server.ts': `
    import { bytes } from 'multiprocessing'
    import { BaseManager } from 'multiprocessing/managers'
    import { Bed } from './bed.ts'
    class Garden extends BaseManager {}
    Garden.register('Bed', { callable: Bed })
    const server = new Garden({ address: ['127.0.0.1', Number(process.env.PORT)], authkey: bytes('rain') }).getServer()
    await server.serveForever()`,
  'bed.ts': `export class Bed { plants: string[] = []; plant(name: string): number { return this.plants.push(name) } }`,
  'gardener.ts': `
    import { bytes } from 'multiprocessing'
    import { BaseManager } from 'multiprocessing/managers'
    class Garden extends BaseManager {}
    Garden.register('Bed')
    const garden = new Garden({ address: ['127.0.0.1', Number(process.env.PORT)], authkey: bytes('rain') })
    await garden.connect()
    const bed = await garden.Bed()
    console.log('plants', await bed.plant('basil'))`,
}

test('--version prints the version and nothing else, quickly', async () => {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'package.json'), 'utf8'))
  expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test('--help teaches, for all and for each command', async () => {
  for (const args of [[], ['--help'], ['-h']]) {
    const { code, stdout, stderr } = await run(...args)
    expect([code, stderr]).toEqual([0, ''])
    for (const word of ['Usage: managerie', 'run', 'serve', 'lessons', 'trace', 'web', 'doctor', 'Exit codes:', 'MANAGERIE_HOME', 'Examples:', 'managerie run 5 --solution']) expect(stdout).toContain(word)
  }
  const help = { run: 'Exit code 0', serve: 'MANAGERIE_AUTHKEY_HEX', lessons: '--json', trace: 'NDJSON', web: '127.0.0.1 only', doctor: 'Exit code 0' }
  for (const [command, word] of Object.entries(help)) {
    const { code, stdout, stderr } = await run(command, '--help')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(word)
  }
})

test.each([
  [['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)\nTry managerie --help/],
  [['run'], /missing required argument 'what'/],
  [['lessons', '--yaml'], /unknown option '--yaml'/],
  [['run', '5', '--timeout', 'soon'], /Expected a number of seconds above 0/],
  [['web', '--port', '70000'], /Expected a port, 0 to 65535/],
])('%j is not understood: exit code 2, a hint, nothing on standard output', async (args, hint) => {
  const { code, stdout, stderr } = await run(...args)
  expect(stderr).toMatch(hint)
  expect([code, stdout]).toEqual([2, ''])
})

test('lessons are listed, for people and for programs', async () => {
  const text = await run('lessons')
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toMatch(/^ *5 +exposed +What a proxy may call +register\(\) II: exposed \(10 min\)$/m)
  const json = JSON.parse((await run('lessons', '--json')).stdout)
  expect(json).toContainEqual(expect.objectContaining({ id: 'exposed', number: 5, title: 'What a proxy may call', minutes: 10 }))
})

test("a lesson's start runs to its refused call, and that is right", async () => {
  const { code, stdout, stderr } = await run('run', '5')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^server +\| the tank is open$/m)
  expect(stdout).toMatch(/^visitor +\| level 40$/m)
  expect(stdout).toMatch(/^visitor +! RemoteError/m)
  expect(stdout).toMatch(/#TRACEBACK +refused: AttributeError: method 'fill' of <class 'Tank'> object is not in exposed=/)
  expect(stdout).toContain('visitor ended with 1 (RemoteError), as it is meant to here')
  expect(stdout).toContain('[ ] `fill` is answered')
  expect(code).toBe(0)
})

test("a lesson's solution meets its goals", async () => {
  const { code, stdout } = await run('run', 'exposed', '--solution', '--json')
  const told = JSON.parse(stdout)
  expect(told).toMatchObject({ ok: true, cut: null, lesson: 'exposed', solution: true, language: 'typescript', runtime: { id: 'node' }, problems: [] })
  expect(told.goals.every(({ met }: { met: boolean }) => met)).toBe(true)
  expect(told.programs.map(({ name, code: end, ok }: Record<string, unknown>) => [name, end, ok])).toEqual([['server', null, true], ['visitor', 0, true]])
  expect(told.output).toContainEqual({ program: 'server', stream: 'stdout', text: 'the tank is open\n' })
  expect(told.frames).toContainEqual(expect.objectContaining({ from: 'visitor', to: 'server', kind: 'call', method: 'fill', typeid: 'Tank' }))
  expect(code).toBe(0)
})

test('where a run parts from the solution is said, and a trace is kept', async () => {
  const file = path.join(home, 'kept.ndjson')
  const { code, stdout } = await run('run', 'exposed', '--compare', '--trace', file, '--json')
  expect(code).toBe(0)
  const { divergence, frames } = JSON.parse(stdout) as { divergence: { process: string; frame: number; sentence: string }; frames: { frame: number; kind: string }[] }
  expect(divergence.sentence).toBe('visitor asks for `Tank()` and gets the names level, drain; in the solution it gets the names level, fill.')
  expect(frames.find(({ frame }) => frame === divergence.frame)?.kind).toBe('#RETURN')
  const printed = await run('trace', file, '--json')
  expect(printed.stdout.trim().split('\n').length).toBe(frames.length)
  const solved = await run('run', 'exposed', '--solution', '--compare')
  expect(solved.stdout).toContain('It does the same as the solution, as far as frames tell.')
}, 60_000)

test('the same lesson runs in Python', async (context) => {
  const [newest] = pythons
  if (!newest) return context.skip(NO_PYTHON)
  const begun = await run('run', '5', '--python', '--runtime', newest.id)
  expect(begun.stdout).toMatch(/#TRACEBACK +refused: AttributeError: method 'fill' of <class 'tank\.Tank'> object is not in exposed=/)
  expect(begun.stdout).toContain(`${newest.label}. Everything ended as it was meant to.`)
  expect(begun.code).toBe(0)
  const solved = await run('run', '5', '--python', '--solution', '--json')
  expect(JSON.parse(solved.stdout)).toMatchObject({ ok: true, language: 'python' })
  expect(solved.code).toBe(0)
}, 60_000)

test('own files run, with what they import; the server is stopped when the clients have ended', async () => {
  const folder = write({ ...GARDEN, 'broken.ts': 'not (a program' })
  const { code, stdout, stderr } = await start(['run', 'server.ts', 'gardener.ts'], {}, folder).ended
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^gardener \| plants 1$/m)
  expect(stdout).toMatch(/^  server was stopped when the others had ended$/m)
  expect(stdout).toMatch(/^  gardener ended with 0$/m)
  expect(code).toBe(0)
  expect(readdirSync(folder).toSorted()).toEqual(['bed.ts', 'broken.ts', 'gardener.ts', 'server.ts'])
})

test('a client that fails makes it fail, and says how it ended', async () => {
  const folder = write({ ...GARDEN, 'gardener.ts': `console.error('no basil'); process.exitCode = 3` })
  const { code, stdout } = await start(['run', 'server.ts', 'gardener.ts'], {}, folder).ended
  expect(stdout).toMatch(/^gardener ! no basil$/m)
  expect(stdout).toMatch(/^! gardener ended with 3$/m)
  expect(stdout).toContain('Not everything ended as it was meant to.')
  expect(code).toBe(1)
})

test('a mistake is told as FILE:LINE:COLUMN, and nothing runs', async () => {
  const folder = write({ 'one.ts': 'let a = 1\nlet b = )\n' })
  const { code, stdout } = await start(['run', 'one.ts'], {}, folder).ended
  expect(stdout).toMatch(/^one\.ts:2:9: Unexpected "\)"$/m)
  expect(code).toBe(1)
})

test.each([
  [['nothing'], /there is no lesson 'nothing'; there is 1 \(manager\), .*5 \(exposed\)/],
  [['99'], /there is no lesson '99'/],
  [['nothing.ts'], /there is no file .*nothing\.ts/],
  [['a.ts', 'b.py'], /expected files of one language/],
  [['a.ts', 'sub/b.ts'], /expected files of one folder/],
  [['a.txt'], /expected files that end in \.ts, \.js or \.py, got a\.txt/],
  [['a.ts', '--compare'], /--compare is for lessons/],
  [['a.ts', '--solution'], /--python, --solution and --attempt are for lessons/],
  [['5', '--runtime', 'cpython-2.7.18'], /there is no runtime 'cpython-2\.7\.18' for typescript; there is node/],
])('run %j is refused in one line', async (args, words) => {
  const folder = write({ 'a.ts': '', 'b.py': '', 'a.txt': '' })
  mkdirSync(path.join(folder, 'sub'))
  const { code, stdout, stderr } = await start(['run', ...args], {}, folder).ended
  expect(stderr).toMatch(words)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect([code, stdout]).toEqual([1, ''])
})

test('the time can be limited, also of a program in a loop', async () => {
  const folder = write({ 'loop.ts': `console.log('looping'); for (;;) {}` })
  const { code, stdout } = await start(['run', 'loop.ts', '--timeout', '1'], {}, folder).ended
  expect(stdout).toMatch(/^loop \| looping$/m)
  expect(stdout).toContain('The time was up.')
  expect(code).toBe(1)
})

test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s ends a run with all its programs', async (signal, expected) => {
  const folder = write({ 'wait.ts': `console.log('pid ' + process.pid); setInterval(() => {}, 1000)` })
  const started = start(['run', 'wait.ts'], {}, folder)
  const [, pid] = await started.printed(/pid (\d+)/)
  started.child.kill(signal)
  const { code, stdout } = await started.ended
  expect(code).toBe(expected)
  expect(stdout).toContain(`Ended by ${signal}.`)
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH')
})

test('every line of a program that prints fast is printed', async () => {
  const folder = write({ 'many.ts': `for (let i = 0; i < 30000; i++) console.log('line ' + i)` })
  const { code, stdout } = await start(['run', 'many.ts'], {}, folder).ended
  expect(code).toBe(0)
  expect(stdout.match(/^many \| line \d+$/gm)).toEqual(Array.from({ length: 30_000 }, (_, index) => `many | line ${index}`))
})

test('a reader that goes away ends it quietly', async () => {
  const folder = write({ 'many.ts': `for (let i = 0; ; i++) console.log('line ' + i)` })
  const started = start(['run', 'many.ts'], {}, folder)
  await started.printed(/line 5/)
  started.child.stdout.destroy()
  const { code, stderr } = await started.ended
  expect([code, stderr]).toEqual([0, ''])
})

// ---- trace ----

test('a recorded trace is printed, for people and for programs', async () => {
  const folder = write(GARDEN)
  const traces = temporaryFolder()
  // What a run leaves behind is removed with it, so this one is recorded here.
  const frame = { connection: 'c1', index: 0, size: 4, payload: Buffer.from('\x80\x04N.', 'latin1').toString('base64') }
  const base = { v: 1, process: '7-a', time: 10 }
  const lines = [
    { ...base, seq: 0, name: 'process/started', pid: 7, ppid: 1, label: 'gardener', runtime: 'node', version: '20.20.2', wall: 1 },
    { ...base, seq: 1, time: 20, name: 'connection/opened', connection: 'c1', end: 'client', address: ['127.0.0.1', 50000] },
    { ...base, seq: 2, time: 30, name: 'frame/sent', ...frame },
  ]
  writeFileSync(path.join(traces, 'a.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  for (const place of [traces, path.join(traces, 'a.ndjson')]) {
    const text = await run('trace', place)
    expect(text).toMatchObject({ code: 0, stderr: '' })
    expect(text.stdout).toMatch(/gardener → /)
    const json = await run('trace', place, '--json')
    expect(json.stdout.trim().split('\n').map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ frame: 1, from: 'gardener', size: 4 })])
  }
  writeFileSync(path.join(traces, 'b.ndjson'), 'rubbish\n')
  const damaged = await run('trace', traces)
  expect(damaged.code).toBe(1)
  expect(damaged.stderr).toMatch(/b\.ndjson:1: a trace line is a JSON object, got rubbish/)
  expect(damaged.stdout).toMatch(/gardener → /)
  expect(await run('trace', path.join(folder, 'none.ndjson'))).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^managerie: there is no file .*none\.ndjson\n$/) })
  expect(await run('trace', folder)).toMatchObject({ code: 1, stderr: expect.stringMatching(/has no trace events/) })
})

// ---- serve ----

const CLIENT = `
import sys
from multiprocessing.managers import SyncManager
address = sys.argv[1]
if ':' in address:
    host, port = address.rsplit(':', 1)
    address = (host, int(port))
manager = SyncManager(address, authkey=bytes.fromhex(sys.argv[2]))
manager.connect()
numbers = manager.list([1, 2])
numbers.append(3)
print(numbers[:], len(numbers))
if len(sys.argv) > 3:
    from multiprocessing.connection import Client
    from multiprocessing.managers import dispatch
    with Client(address, authkey=bytes.fromhex(sys.argv[2])) as connection:
        dispatch(connection, None, 'shutdown')
`

async function python(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(pythons[0]!.command, ['-c', CLIENT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => (texts.stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (texts.stderr += String(chunk)))
  const [code] = (await once(child, 'close')) as [number]
  return { code, ...texts }
}

const hex = (text: string): string => Buffer.from(text).toString('hex')

test.for<[string, string[], Record<string, string>, string]>([
  ['the flag', ['--authkey-hex', hex('flag')], { MANAGERIE_AUTHKEY_HEX: hex('variable'), MANAGERIE_AUTHKEY: 'text' }, hex('flag')],
  ['the variable in hexadecimal', [], { MANAGERIE_AUTHKEY_HEX: hex('variable'), MANAGERIE_AUTHKEY: 'text' }, hex('variable')],
  ['the variable as text', [], { MANAGERIE_AUTHKEY: 'grün' }, hex('grün')],
])('serve takes its key from %s, and a Python client works with it', async ([, args, env, key], context) => {
  if (pythons.length === 0) return context.skip(NO_PYTHON)
  const server = start(['serve', '--address', '127.0.0.1:0', ...args], env)
  const [, address] = await server.printed(/^READY (127\.0\.0\.1:\d+)\n$/)
  expect(await python(address!, key)).toEqual({ code: 0, stdout: '[1, 2, 3] 3\n', stderr: '' })
  expect((await python(address!, hex('wrong'))).stderr).toContain('AuthenticationError')
  server.child.kill('SIGTERM')
  expect(await server.ended).toEqual({ code: 0, stdout: `READY ${address}\n`, stderr: '' })
})

test('serve without a key makes one and tells it on standard error; a client can end it', async (context) => {
  const server = start(['serve'])
  const [, address] = await server.printed(/^READY (.*)\n$/)
  const [, key] = await server.printed(/^authkey ([0-9a-f]{64})\n$/, 'stderr')
  if (pythons.length === 0) return context.skip(NO_PYTHON)
  expect(await python(address!, key!, 'shutdown')).toMatchObject({ code: 0, stderr: '' })
  expect(await server.ended).toMatchObject({ code: 0 })
})

test.skipIf(process.platform === 'win32')('serve listens at a path, and Ctrl-C ends it', async () => {
  const socket = path.join(temporaryFolder(), 'garden.sock')
  const server = start(['serve', '--address', socket, '--authkey-hex', '00'])
  await server.printed(new RegExp(`^READY ${socket}\n$`))
  if (pythons.length > 0) expect(await python(socket, '00')).toMatchObject({ code: 0 })
  server.child.kill('SIGINT')
  expect(await server.ended).toMatchObject({ code: 0, stderr: '' })
})

test('serve at a port that is in use says so in one line', async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, stdout, stderr } = await run('serve', '--address', `127.0.0.1:${port}`)
  const web = await run('web', '--port', String(port), '--no-open')
  other.close()
  expect([code, stdout, stderr]).toEqual([1, '', `managerie: 127.0.0.1:${port} is in use: choose another --address, or end the program that listens there\n`])
  expect(web).toEqual({ code: 1, stdout: '', stderr: `managerie: port ${port} is in use: choose another --port, or end the program that listens there\n` })
})

test.each([
  [['--address', 'nowhere:port'], {}, /expected an address HOST:PORT or the path of a socket, got 'nowhere:port'/],
  [['--address', ':70000'], {}, /expected a port from 0 to 65535, got 70000/],
  [['--authkey-hex', 'xyz'], {}, /expected --authkey-hex to be pairs of hexadecimal digits/],
  [[], { MANAGERIE_AUTHKEY_HEX: 'a' }, /expected MANAGERIE_AUTHKEY_HEX to be pairs of hexadecimal digits/],
  [['--address', '192.0.2.1:0'], {}, /192\.0\.2\.1:0 is not an address of this machine/],
])('serve %j is refused in one line', async (args, env, words) => {
  const { code, stdout, stderr } = await start(['serve', ...args], env).ended
  expect(stderr).toMatch(words)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect([code, stdout]).toEqual([1, ''])
})

// ---- web ----

test('web prints its address and serves the page until it is told to end', async () => {
  const shell = start(['web', '--no-open'])
  const [, url] = await shell.printed(/^(http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n$/)
  const entry = await fetch(url!)
  const cookie = entry.headers.get('set-cookie')!.split(';')[0]!
  const page = await fetch(new URL('/', url), { headers: { Cookie: cookie } })
  expect(await page.text()).toContain('the page')
  expect((await fetch(new URL('/', url))).status).toBe(403)
  shell.child.kill('SIGTERM')
  expect(await shell.ended).toEqual({ code: 0, stdout: `${url}\n`, stderr: '' })
})
