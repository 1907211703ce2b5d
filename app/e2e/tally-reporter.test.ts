import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Tally } from './tally-reporter.ts'

const ROOT = join(import.meta.dirname, '../..')
mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true })
/** Inside the project, so that the specs find Playwright. */
const folder = mkdtempSync(join(ROOT, 'node_modules/.cache/tally-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(spec: string): { status: number | null; output: string; tally: Tally } {
  writeFileSync(join(folder, 'playwright.config.mjs'), `export default { reporter: [[${JSON.stringify(join(import.meta.dirname, 'tally-reporter.ts'))}]], projects: [{ name: 'web' }] }`)
  writeFileSync(join(folder, 'a.spec.mjs'), `import { expect, test } from '@playwright/test'\n${spec}`)
  const file = join(folder, 'tally.json')
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test', '-c', folder], {
    encoding: 'utf8',
    env: { ...process.env, TALLY_FILE: file, CI: '' },
  })
  return { status, output: stdout, tally: JSON.parse(readFileSync(file, 'utf8')) as Tally }
}

test('counts what passed, failed and was skipped, and says why', () => {
  const { status, output, tally } = run(`
    test('adds', () => {})
    test('fails', () => { expect(1).toBe(2) })
    test('skips', () => { test.skip(true, 'no such machine') })
    test.skip('skips without a word', () => {})
    test.fixme('is not done', () => {})
  `)
  expect(status).toBe(1)
  expect(tally).toEqual({
    passed: 1,
    failed: 1,
    skipped: [
      { name: 'web › a.spec.mjs › skips', why: 'no such machine' },
      { name: 'web › a.spec.mjs › skips without a word', why: 'no reason given' },
      { name: 'web › a.spec.mjs › is not done', why: 'no reason given' },
    ],
  })
  expect(output).toMatch(/FAILED web › a\.spec\.mjs › fails[^]*Expected: 2[^]*skipped: web › a\.spec\.mjs › skips: no such machine[^]*\n1 passed, 1 failed, 3 skipped\n$/)
})

test('a spec that cannot be loaded is a failure', () => {
  const { status, tally } = run("throw new Error('broken file')")
  expect(status).toBe(1)
  expect(tally.passed).toBe(0)
  expect(tally.failed).toBeGreaterThan(0)
})
