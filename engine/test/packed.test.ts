/** The packed library in an empty project: installed, type-checked, and run. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from './support/free-port.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'
import { writeReadmePrograms } from './support/readme.ts'

const processes = useProcesses()
const root = fileURLToPath(new URL('../../', import.meta.url))
const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
/** Versions of Node to run the README's programs with, beside this one: `NODES='22 24'` fetches them from the registry. */
const NODES = (process.env['NODES'] ?? '').split(/[ ,]+/).filter((version) => version !== '')

const project = mkdtempSync(path.join(tmpdir(), 'packed-'))
afterAll(() => rmSync(project, { recursive: true, force: true }))

const run = (command: string, args: readonly string[], cwd = project): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: withoutNpm(process.env) })

/** npm's variables of the run that started this would change what the npm in here does. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('npm_')))
}

/** What tsc says of the programs, with the types of the package checked to the last line. */
function typeCheck(programs: readonly string[], moduleResolution: 'nodenext' | 'bundler', ...more: string[]): string {
  const module = moduleResolution === 'nodenext' ? 'nodenext' : 'esnext'
  const config = {
    compilerOptions: {
      strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, target: 'es2022', lib: ['es2023'], module, moduleResolution,
      // An empty project has no types of Node's; here they are this repository's.
      types: ['node'], typeRoots: [path.join(root, 'node_modules/@types')],
    },
    files: programs,
  }
  const file = path.join(project, `tsconfig.${moduleResolution}.json`)
  writeFileSync(file, JSON.stringify(config))
  try {
    return run(process.execPath, [tsc, '-p', file, ...more])
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

beforeAll(() => {
  const made = run(process.execPath, [path.join(root, 'build/pack-engine.mjs'), project]).trim().split('\n').at(-1)!
  writeFileSync(path.join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', made])
}, 120_000)

test('it is all that is installed, and has its papers with it', () => {
  expect(readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['multiprocessing'])
  const folder = path.join(project, 'node_modules/multiprocessing')
  const files = readdirSync(folder)
  expect(files).toEqual(expect.arrayContaining(['README.md', 'PROTOCOL.md', 'DIFFERENCES.md', 'LICENSE', 'LICENSE-valibot', 'package.json', 'types']))
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, unknown>
  expect(manifest).toMatchObject({ name: 'multiprocessing', type: 'module', license: 'MIT', engines: { node: '>=20.19' } })
  expect(manifest).not.toHaveProperty('private')
  expect(manifest).not.toHaveProperty('dependencies')
  // Only for shared memory: without it the rest works.
  expect(manifest).toHaveProperty('optionalDependencies', { koffi: '3.3.4' })
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const imports = [...readFileSync(path.join(folder, file), 'utf8').matchAll(/^(?:import|export)[^'"]*from\s*["']([^"']+)["']/gm)].map(([, from]) => from!)
    expect(imports.filter((from) => !from.startsWith('./') && !from.startsWith('node:'))).toEqual([])
  }
})

test('every door opens', () => {
  const doors = ['', '/connection', '/managers', '/shared-memory', '/pickle', '/protocol', '/inspect', '/values']
  const program = `for (const door of ${JSON.stringify(doors)}) console.log(Object.keys(await import('multiprocessing' + door)).length > 2)`
  expect(run(process.execPath, ['--input-type=module', '-e', program])).toBe('true\n'.repeat(doors.length))
})

test('shared memory asks for koffi when it is first used, and takes the one that is installed', () => {
  const program = `
    import { SharedMemory } from 'multiprocessing/shared-memory'
    console.log(typeof SharedMemory)
    try {
      const memory = new SharedMemory({ create: true, size: 8 })
      memory.buf[0] = 42
      console.log(new SharedMemory(memory.name).buf[0])
      memory.close()
      memory.unlink()
    } catch (error) {
      console.log(error.name, error.message)
    }`
  const without = run(process.execPath, ['--input-type=module', '-e', program])
  expect(without).toMatch(/^function\nSystemLibraryError shared memory needs the package koffi, which could not be loaded for \w+ \w+: run `npm install koffi` \(Cannot find module 'koffi'\)\n$/)
  const koffi = path.join(project, 'node_modules/koffi')
  symlinkSync(path.join(root, 'node_modules/koffi'), koffi)
  try {
    expect(run(process.execPath, ['--input-type=module', '-e', program])).toBe('function\n42\n')
  } finally {
    rmSync(koffi)
  }
})

const PROGRAM = `
import { Process, bytes, isMainProcess } from 'multiprocessing'
import { SyncManager, type ListProxy } from 'multiprocessing/managers'
import { dumps, loads } from 'multiprocessing/pickle'
import { parseTraceEvent, type TraceEvent } from 'multiprocessing/protocol'
import { TraceReader } from 'multiprocessing/inspect'
import { KeyError, tuple } from 'multiprocessing/values'
import { Client } from 'multiprocessing/connection'
import { SharedMemory, ShareableList } from 'multiprocessing/shared-memory'

class Tank {
  level(): number { return 40 }
  fill(litres: number): string { return String(litres) }
  _secret(): void {}
}
class Works extends SyncManager {}
export const WorksManager = Works.register('Tank', { callable: Tank, exposed: ['level', 'fill'] })
export async function main(): Promise<void> {
  await using works = await new WorksManager({ authkey: bytes('k'), shutdownTimeout: 10 }).start()
  await using tank = await works.Tank()
  const level: number = await tank.level()
  const filled: string = await tank.fill(level)
  const list: ListProxy<number> = await works.list([1, 2])
  for await (const each of list) each.toFixed()
  const event: TraceEvent = parseTraceEvent('{}')
  if (event.name === 'frame/sent') event.payload.toUpperCase()
  new TraceReader().read([event])
  loads(dumps(tuple(1, filled)))
  await new Process({ target: main }).start()
  using memory = new SharedMemory({ create: true, size: 8 })
  memory.buf[0] = memory.buf.slice(1, 3).length
  const shared = new ShareableList(['basil', 3])
  const first: string | number = shared[0]!
  shared[1] = first
  const connection = await Client('/tmp/s')
  const received: unknown = await connection.recv()
  throw new KeyError(received)
}
if (isMainProcess() && process.argv[2] === 'run') await main()
`

describe.each(['nodenext', 'bundler'] as const)('with module resolution %s', (moduleResolution) => {
  test('its types and the README’s programs check, strictly', { timeout: 60_000 }, () => {
    writeReadmePrograms(project, 50_000)
    writeFileSync(path.join(project, 'own.ts'), PROGRAM)
    expect(typeCheck(['own.ts', 'garden.ts', 'visitor.ts'], moduleResolution, '--noEmit')).toBe('')
  })

  test('what is wrong does not check', { timeout: 60_000 }, () => {
    writeFileSync(path.join(project, 'wrong.ts'), PROGRAM.replace('tank.fill(level)', "tank.fill('much')").replace('tank.level()', 'tank._secret()'))
    const said = typeCheck(['wrong.ts'], moduleResolution, '--noEmit')
    expect(said).toContain("Property '_secret' does not exist")
    expect(said).toContain("Argument of type 'string' is not assignable to parameter of type 'number'")
  })
})

/** Runs the README's programs, compiled by tsc, with a Node. */
async function runReadme(node: string): Promise<void> {
  writeReadmePrograms(project, await freePort())
  expect(typeCheck(['garden.ts', 'visitor.ts'], 'nodenext', '--outDir', path.join(project, 'out'))).toBe('')
  const out = (name: string) => path.join(project, 'out', name)
  const garden = processes.start(node, [out('garden.js')])
  await garden.line(/5 litres\nspade\nrake\nhose\n/)
  expect(await processes.start(node, [out('visitor.js')]).ended).toMatchObject({ code: 0, stderr: '', stdout: 'true ValueError: water flows down\ntrue\n' })
  for (const { path: python } of pythonsOf('3.13')) {
    expect(await processes.start(python, [path.join(project, 'visitor.py')]).ended).toMatchObject({ code: 0, stderr: '', stdout: '8 litres\n' })
  }
  garden.killGroup('SIGINT')
  expect(await garden.ended).toMatchObject({ signal: 'SIGINT', stderr: '' })
}

test(`the README’s programs run with Node ${process.versions.node}`, { timeout: 60_000 }, () => runReadme(process.execPath))

describe('other versions of Node', () => {
  test.for(NODES.length === 0 ? ['22 24'] : NODES)('the README’s programs run with Node %s', { timeout: 300_000 }, async (version, { skip }) => {
    skip(NODES.length === 0, "NODES='22 24' fetches them and runs the README's programs with each")
    const folder = processes.directory()
    mkdirSync(path.join(folder, 'node_modules'))
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
    run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, `${name}@${version}`], folder)
    await runReadme(path.join(folder, 'node_modules', name, 'bin/node'))
  })
})
