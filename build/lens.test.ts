/** The two-runtime lens on real runs: what two CPythons do otherwise, and what a broken port does otherwise than a whole one. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const root = path.dirname(import.meta.dirname)
const dist = path.join(root, path.dirname(path.dirname(process.env['MANAGERIE_CLI'] ?? 'dist/cli/managerie.js')))
const home = mkdtempSync(path.join(tmpdir(), 'managerie-lens-'))
/** In the project, so that packages are found from there. */
const broken = path.join(root, 'node_modules/.cache', `broken-port-${process.pid}`)
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
  rmSync(broken, { recursive: true, force: true })
})

interface Told {
  readonly alike: number
  readonly rows: readonly { readonly what: string; readonly detail: string; readonly left: string | null; readonly right: string | null; readonly chance: boolean; readonly family: string }[]
}

async function managerie(from: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(from, 'cli/managerie.js'), ...args], { env: { ...process.env, MANAGERIE_HOME: home }, maxBuffer: 1 << 26 })
  return stdout
}

async function compare(...args: readonly string[]): Promise<Told> {
  return JSON.parse(await managerie(dist, 'compare', ...args, '--json')) as Told
}

const pythons = await managerie(dist, 'doctor', '--json').catch((error: { stdout: string }) => error.stdout)
const both = pythons.includes('3.11.') && pythons.includes('3.12.')

test.skipIf(!both)('CPython 3.11 and 3.12 differ in the payloads of the handshake, and in nothing else', async () => {
  for (const lesson of ['exposed', 'proxy', 'nested']) {
    const { rows, alike } = await compare(lesson, '3.11', '3.12')
    expect(alike, lesson).toBeGreaterThan(5)
    expect(rows.filter(({ chance }) => !chance).map(({ what, detail }) => `${what}, ${detail}`), lesson).toEqual(['the handshake, payloads'])
    expect(rows[0]!.left).toContain('← #CHALLENGE# + 20 bytes, → 16 bytes')
    expect(rows[0]!.right).toContain('← #CHALLENGE#{sha256} + 40 bytes, → {sha256} + 32 bytes')
  }
})

test('a port that refuses with another error shows in exactly one row, and a whole one in none', async () => {
  mkdirSync(broken, { recursive: true })
  for (const part of readdirSync(dist)) if (part !== 'renderer') cpSync(path.join(dist, part), path.join(broken, part), { recursive: true })
  let changed = 0
  for (const name of readdirSync(path.join(broken, 'engine')).filter((each) => each.endsWith('.js'))) {
    const file = path.join(broken, 'engine', name)
    const text = readFileSync(file, 'utf8')
    const wrong = /throw new (\w+)\(`a method's name is a str/.exec(text)?.[1]
    const other = text.replace(/throw new AttributeError\w*\((`method \$\{[^`]*is not in exposed)/, (_, rest: string) => {
      changed++
      return `throw new ${wrong}(${rest}`
    })
    if (other !== text) writeFileSync(file, other)
  }
  expect(changed, 'the place that is broken on purpose was not found').toBe(1)
  const traces = [dist, dist, broken].map((_, nth) => path.join(home, `${nth}.ndjson`))
  for (const [nth, from] of [dist, dist, broken].entries()) await managerie(from, 'run', 'exposed', '--solution', '--trace', traces[nth]!, '--json').catch(() => {})
  expect((await compare(traces[0]!, traces[1]!)).rows).toEqual([])
  const { rows } = await compare(traces[0]!, traces[2]!)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ what: '`drain()` of Tank', detail: 'answer', left: '#TRACEBACK AttributeError', right: '#TRACEBACK TypeError', times: 1 })
})

test('what cannot be compared is refused in words', async () => {
  const words = async (...args: readonly string[]): Promise<string> => managerie(dist, 'compare', ...args).then(String, (error: { stderr: string }) => error.stderr)
  expect(await words('exposed')).toContain('expected two traces, or a lesson and two runtimes')
  expect(await words('exposed', '3.11', 'ruby')).toContain("there is no runtime 'ruby'; there is node")
  expect(await words('nowhere.ndjson', 'nowhere.ndjson')).toContain('there is no file nowhere.ndjson')
})
