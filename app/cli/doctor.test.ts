/** `managerie doctor`, and what other programs get from commands that stay: `--json` of `serve` and `web`. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../host/test/folders.ts'
import { type Check, type Finding, checks } from './doctor-checks.ts'
import { examine, report } from './doctor.ts'
import { buildDist } from './test/dist.ts'

let dist: string
let home: string
beforeAll(async () => {
  dist = await buildDist()
  home = temporaryFolder()
}, 60_000)

const running = new Set<ChildProcess>()
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [path.join(dist, 'cli', 'managerie.js'), ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], MANAGERIE_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

async function all(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' }
  child.stdout!.on('data', (chunk: Buffer) => (said.stdout += String(chunk)))
  child.stderr!.on('data', (chunk: Buffer) => (said.stderr += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...said }
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout!) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.slice(0, text.indexOf('\n'))
}

interface Report {
  readonly ok: boolean
  readonly findings: readonly Finding[]
}

async function doctor(env: Record<string, string> = {}): Promise<Report & { code: number | null }> {
  const { code, stdout } = await all(start(['doctor', '--json'], env))
  return { code, ...(JSON.parse(stdout) as Report) }
}
const found = ({ findings }: Report, id: string): Finding => findings.find((one) => one.id === id)!

describe('the doctor', () => {
  test('says what is there, by doing it', async () => {
    const { code, stdout, stderr } = await all(start(['doctor']))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Managerie \d+\.\d+\.\d+ on \w+ \w+\n\n {2}ok {7}Node +\d+\.\d+\.\d+, \//)
    for (const words of ['a manager serves, and a client calls it', 'esbuild', `is kept in ${home}`, 'such as ', 'Everything that is needed works.']) expect(stdout).toContain(words)
  }, 60_000)

  test('fails with the reason where the folder for your work can not be written', async () => {
    const file = path.join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const result = await doctor({ MANAGERIE_HOME: file })
    expect([result.code, result.ok]).toEqual([1, false])
    expect(found(result, 'data')).toMatchObject({ state: 'failed', needed: true, detail: expect.stringContaining('a file stands in its way'), advice: expect.stringContaining('MANAGERIE_HOME') })
    expect(found(result, 'engine').state).toBe('ok')
  }, 60_000)

  test('says that there is no Python, and that this is no failure', async () => {
    const places = { env: {}, platform: 'linux', home: temporaryFolder(), standard: [] }
    const look = checks({ ...around(), data: temporaryFolder(), places }).find(({ id }) => id === 'python')!
    expect(look.needed).toBe(false)
    expect(await look.look()).toMatchObject({ state: 'missing', advice: expect.stringContaining('python.org/downloads') })
  })

  test.each(['engine', 'keeper.js'])('sees that %s is not there', async (name) => {
    const part = name === 'engine' ? path.join(dist, 'engine') : path.join(dist, 'host', name)
    renameSync(part, `${part}.away`)
    try {
      const result = await examine(checks(around()).filter(({ id }) => id === 'parts' || id === 'engine'))
      expect(result[0]).toMatchObject({ state: 'failed', detail: expect.stringContaining(name === 'engine' ? 'engine' : 'keeper') })
      expect(result[1]!.state).toBe(name === 'engine' ? 'failed' : 'ok')
    } finally {
      renameSync(`${part}.away`, part)
    }
  }, 60_000)

  test('knows an Electron that is named, and one that is not', async () => {
    const folder = temporaryFolder()
    const look = (override: string) => checks({ ...around(), platform: 'linux', env: { ELECTRON_OVERRIDE_DIST_PATH: override } }).find(({ id }) => id === 'electron')!.look()
    expect(await look(folder)).toMatchObject({ state: 'missing' })
    writeFileSync(path.join(folder, 'electron'), '')
    expect(await look(folder)).toMatchObject({ state: 'ok', detail: expect.stringContaining(folder) })
  })

  test('a check that throws has failed, and the others are made', async () => {
    const broken: Check = { id: 'x', title: 'X', needed: true, look: () => { throw new Error('it broke') } }
    const fine: Check = { id: 'y', title: 'Longer', needed: false, look: async () => ({ state: 'missing', detail: 'is not here', advice: 'Get one.' }) }
    const findings = await examine([broken, fine])
    expect(report(findings)).toBe('  failed   X       it broke\n  missing  Longer  is not here\n                   Get one.')
  })

  function around() {
    const at = (...names: string[]) => path.join(dist, ...names)
    return {
      dist,
      parts: { engine: at('engine'), lessons: at('lessons'), cpython: at('cpython'), renderer: at('renderer'), keeper: at('host', 'keeper.js') },
      data: home,
      env: {},
      platform: process.platform,
      unwritable: () => undefined,
    }
  }
})

describe('--json of commands that stay', () => {
  test('serve gives address and key, and a key that was given is not repeated', async () => {
    const made = JSON.parse(await firstLine(start(['serve', '--json']))) as Record<string, unknown>
    expect(made).toMatchObject({ address: ['127.0.0.1', expect.any(Number)], formatted: expect.stringMatching(/^127\.0\.0\.1:\d+$/), authkey: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const given = JSON.parse(await firstLine(start(['serve', '--json', '--authkey-hex', 'abcd']))) as Record<string, unknown>
    expect(given).not.toHaveProperty('authkey')
  })

  test('web gives its address, and ends when no page has been open for the time that it was told', async () => {
    const child = start(['web', '--no-open', '--json', '--idle', '0.01'])
    const ended = once(child, 'exit')
    const told = JSON.parse(await firstLine(child)) as { url: string; port: number; pid: number }
    expect(told).toMatchObject({ url: expect.stringContaining(`http://127.0.0.1:${told.port}/?token=`), pid: child.pid })
    expect(await ended).toEqual([0, null])
  })

  test.each([['--idle', '-1'], ['--idle', 'soon'], ['--port', '70000']])('web %s %s is not understood', async (option, value) => {
    expect((await all(start(['web', '--no-open', option, value]))).code).toBe(2)
  })
})

test('the built program has every command that its help names', async () => {
  const { stdout } = await all(start(['--help']))
  for (const command of ['run', 'serve', 'lessons', 'trace', 'web', 'doctor']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'))
    const { code, stdout: help } = await all(start([command, '--help']))
    expect(code).toBe(0)
    expect(help).toContain('--json')
    expect(help).toContain('Examples:')
  }
  expect(existsSync(path.join(dist, 'cli', 'managerie.js'))).toBe(true)
})
