/**
 * `npm test`: sets up, then runs every test there is, and ends with one line that counts them.
 *
 * `npm test -- unit` and the like run one stage: types, lint, unit, e2e.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fail, root, run, since } from './toolbox.mjs'
import { setUp } from './setup.mjs'

/** Every project of the type checker: one for each place where code may run. */
const TYPE_PROJECTS = [
  'engine', 'lessons', 'app/contract', 'app/director', 'app/capsule', 'app/reference', 'app/host', 'app/cli', 'app/web', 'app/electron', 'app/renderer', 'app/e2e', 'app/bench', 'build', 'trials',
]

/** Reports are wanted also where npm is told to be silent. */
const say = (text) => void process.stderr.write(`${text}\n`)

const wanted = process.argv.slice(2)
const stages = { types, lint, unit, e2e }
const unknown = wanted.filter((name) => !(name in stages))
if (unknown.length > 0) fail(`There is no stage ${unknown.join(', ')}. The stages are: ${Object.keys(stages).join(', ')}.`)

const total = { passed: 0, failed: 0, skipped: [] }
const start = performance.now()
await setUp().catch((error) => fail(`The tests could not be set up: ${error.message}`))
// Some unit tests open the page, too.
const browser = wanted.length === 0 || wanted.includes('unit') || wanted.includes('e2e') ? await chromium() : false
for (const [name, stage] of Object.entries(stages)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const began = performance.now()
  say(`\n── ${name}`)
  const tally = await stage()
  total.passed += tally.passed
  total.failed += tally.failed
  total.skipped.push(...tally.skipped)
  say(`── ${name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped in ${since(began)}`)
}
for (const { name, why } of total.skipped) say(`skipped: ${name}: ${why}`)
say(`All of it took ${since(start)}.`)
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped\n`)
process.exitCode = total.failed > 0 ? 1 : 0

/** Each project is one test. */
async function types() {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
  return each(TYPE_PROJECTS, (project) => run(process.execPath, [tsc, '-p', `${project}/tsconfig.json`, '--noEmit'], { quiet: true }))
}

/** The import rules and the linter are one test each. */
async function lint() {
  const checks = { 'import rules': ['build/imports.mjs'], oxlint: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'] }
  return each(Object.keys(checks), (name) => run(process.execPath, checks[name], { quiet: true }))
}

/** Unit tests, real processes, CPython's side, lessons: all that needs no browser. */
function unit() {
  return tallied('vitest', ['node_modules/vitest/vitest.mjs', 'run', '--reporter=./build/tally-reporter.ts'])
}

async function e2e() {
  if (!browser) {
    const why = 'no Chromium: install it (Debian and Ubuntu: apt-get install chromium), or set CHROMIUM_PATH'
    return { passed: 0, failed: 0, skipped: [{ name: 'end-to-end specs', why }] }
  }
  return tallied('playwright', ['node_modules/@playwright/test/cli.js', 'test', '--config', 'app/e2e/playwright.config.ts'])
}

/** Whether there is a Chromium; installs Debian's where that is possible. */
async function chromium() {
  const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium']
  const found = () => places.some((place) => place && existsSync(place))
  if (found() || !existsSync('/usr/bin/apt-get')) return found()
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get']
  say('Installing Chromium with apt-get …')
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await run(apt[0], [...apt.slice(1), 'update'], { quiet: true, env })
    await run(apt[0], [...apt.slice(1), 'install', '-y', '--no-install-recommends', 'chromium'], { quiet: true, env })
  } catch {
    say('Chromium could not be installed.')
  }
  return found()
}

async function each(names, check) {
  const tally = { passed: 0, failed: 0, skipped: [] }
  for (const name of names) {
    try {
      await check(name)
      tally.passed++
    } catch {
      tally.failed++
      say(`failed: ${name}`)
    }
  }
  return tally
}

/** Runs a test runner that leaves its tally in a file. One that leaves none has failed. */
async function tallied(name, args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'managerie-test-'))
  const file = path.join(folder, 'tally.json')
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, TALLY_FILE: file } })
    child.on('exit', resolve)
  })
  const tally = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: [] }
  rmSync(folder, { recursive: true, force: true })
  if (code !== 0 && tally.failed === 0) {
    say(`${name} ended with ${code}`)
    tally.failed = 1
  }
  return tally
}
