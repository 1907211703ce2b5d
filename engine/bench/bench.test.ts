/** Measured processes, and that a short run of the whole yields figures. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { findPythons } from '../test/support/pythons.ts'
import type { Outcome } from './arena.ts'
import { Partner } from './partner.ts'
import { formatFigure } from './report.ts'
import { Workplace } from './workplace.ts'

const folders: string[] = []
const makeFolder = (): string => {
  folders.push(mkdtempSync(path.join(tmpdir(), 'bench-test-')))
  return folders.at(-1)!
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('a measured process', () => {
  const node = (program: string): Promise<Partner> => Partner.start([process.execPath, '-e', program])

  test('is asked, and ends when nobody asks any more', async () => {
    const partner = await node(`console.log('{"at":1}'); process.stdin.on('data', (line) => console.log(JSON.stringify({ twice: JSON.parse(line).number * 2 })))`)
    expect(partner.hello).toEqual({ at: 1 })
    expect(await partner.ask({ number: 21 })).toEqual({ twice: 42 })
    await partner.end()
    expect(() => process.kill(partner.pid, 0)).toThrow(/ESRCH/)
  })

  test.each([
    ['ends', 'process.exit(3)', 'expected an answer, but it has ended'],
    ['chatters', `console.log('hello')`, 'expected a line of JSON, got "hello"'],
    ['fails', `console.log('{"error":"no such job"}')`, 'no such job'],
  ])('that %s instead of answering is an error', async (_, program, words) => {
    await expect(node(program)).rejects.toThrow(words)
  })
})

describe('the workplace', () => {
  test('says how to build the engine where there is none', () => {
    const folder = makeFolder()
    expect(() => new Workplace(folder)).toThrow(`there is no built engine in ${folder}: run "node build/setup.mjs" first`)
  })

  test('does not take an engine for untraced whose tracer it cannot find', async () => {
    const engine = path.join(makeFolder(), 'engine')
    mkdirSync(engine)
    writeFileSync(path.join(engine, 'managers.js'), 'export const tracing = () => false\n')
    const place = new Workplace(engine)
    try {
      await expect(place.node('server', [], { engine: 'untraced' })).rejects.toThrow('the tracer is not where it is looked for')
    } finally {
      place.close()
    }
  })
})

const pythons = findPythons()
test.skipIf(pythons.size === 0)('a short run yields figures, as a table and as JSON', async () => {
  const [minor] = pythons.has('3.11') ? ['3.11'] : pythons.keys()
  const file = path.join(makeFolder(), 'figures.json')
  const names = ['pickle encode, a call', 'connection set-up, TCP: our client → our server']
  const bench = fileURLToPath(new URL('./bench.ts', import.meta.url))
  const loader = new URL('../test/support/register-typescript.mjs', import.meta.url).href
  const args = ['--import', loader, bench, '--rounds', '3', '--spell', '60', '--python', minor!, '--json', file, '--only', ...names]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args)
  const { machine, groups: measured } = JSON.parse(readFileSync(file, 'utf8')) as { machine: object; groups: { outcomes: Outcome[] }[] }
  const outcomes = measured.flatMap((group) => group.outcomes)
  expect(machine).toMatchObject({ node: process.versions.node, cores: expect.any(Number) as number })
  for (const name of names) {
    const found = outcomes.find(({ row }) => row.name === name)
    expect(found?.measured, stderr).toBeDefined()
    const { result, figure, other, rounds } = found!.measured!
    expect(rounds).toBe(3)
    expect(result.min).toBeLessThanOrEqual(result.median)
    expect(result.median).toBeLessThanOrEqual(result.max)
    expect(Math.min(figure.min, other!.min, result.min)).toBeGreaterThan(0)
    expect(stdout).toContain(`| ${name} | ${formatFigure(figure.median, '1/s')} |`)
  }
  expect(stderr).toMatch(/\[2\/2, \d+ s\] pickle encode, a call\n/)
  expect(stderr).toContain(' 0 skipped, 0 failed\n')
})
if (pythons.size === 0) console.warn('skipped: the short run of the bench: no CPython was found by pyenv or on PATH')
