import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractArchive, listArchive } from './asar.mjs'
import { compare, filesIn, readList } from './contents.mjs'
import { layOpen, resourcesOf } from './lay-open.mjs'

const root = path.join(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'managerie-contents-'))
/** The unpacked package; the same as the e2e specs start, so that it is made once. */
let packaged = ''
let open = ''

beforeAll(() => {
  const standIn = process.platform === 'linux' ? ['--stand-in'] : []
  const printed = execFileSync(process.execPath, ['build/package/package.mjs', '--dir', '--for-tests', ...standIn], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  packaged = printed.trim().split('\n').at(-1) ?? ''
  open = path.join(folder, 'open')
  layOpen(packaged, open)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the package', () => {
  test('holds what is listed, no more and no less, and large parts have a reason', () => {
    expect(compare(filesIn(packaged), readList())).toEqual([])
  })

  test('has the fuses of electron-builder.yml, read from its program', () => {
    const bytes = readFileSync(programIn(packaged))
    const sentinel = bytes.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
    expect(sentinel).toBeGreaterThan(0)
    const wire = bytes.subarray(sentinel + 34, sentinel + 34 + 8).toString('latin1')
    // runAsNode, cookies, NODE_OPTIONS, --inspect (open in packages for tests only), integrity, only asar, snapshot, file://.
    expect(wire).toBe('11011100')
  })

  test('starts its command line with nothing else installed, and runs a lesson', () => {
    const program = process.platform === 'win32' ? 'managerie.cmd' : 'managerie'
    const printed = execFileSync(path.join(resourcesOf(packaged), 'bin', program), ['run', '5', '--solution', '--json'], {
      encoding: 'utf8',
      // No Node and no Python to be found. The stand-in has no other Node than this one.
      env: { PATH: process.platform === 'win32' ? process.env['PATH'] : '/usr/bin:/bin', HOME: folder, MANAGERIE_HOME: path.join(folder, 'home'), MANAGERIE_STAND_IN_NODE: process.execPath },
      shell: process.platform === 'win32',
    })
    const { ok, goals } = JSON.parse(printed) as { ok: boolean; goals: { met: boolean }[] }
    expect([ok, goals.every(({ met }) => met)]).toEqual([true, true])
  }, 60_000)

  test('finds the library for shared memory beside the engine, outside the project', () => {
    const engine = path.join(open, 'app.asar.unpacked/dist/engine/index.js')
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', `import { createRequire } from 'node:module'; process.stdout.write(createRequire(${JSON.stringify(engine)}).resolve('koffi')); const koffi = (await import(createRequire(${JSON.stringify(engine)}).resolve('koffi'))).default; if (koffi.sizeof('int') !== 4) throw new Error('koffi does not work')`], { encoding: 'utf8', cwd: folder })
    expect(printed).toContain(path.join('app.asar.unpacked', 'node_modules', 'koffi'))
  })

  test('has no source maps, no tests, no declarations, and no word of the computer that made it', () => {
    const files = filesIn(packaged).map(({ name }) => name)
    expect(files.filter((name) => /\.map$|\.test\.|\.spec\.|\.d\.ts$|__pycache__/.test(name))).toEqual([])
    expect(textFiles(open).filter((file) => readFileSync(file, 'latin1').includes(root))).toEqual([])
  })

  test('has a manifest of its own, and the licences of all that is in it', () => {
    const manifest = JSON.parse(readFileSync(path.join(open, 'app.asar/package.json'), 'utf8')) as Record<string, unknown>
    expect(manifest).toMatchObject({ name: 'managerie', main: 'dist/electron/main.js', type: 'module' })
    expect(manifest).not.toHaveProperty('devDependencies')
    const licences = readFileSync(path.join(resourcesOf(packaged), 'LICENSES.txt'), 'utf8')
    for (const name of ['monaco-editor', 'esbuild', 'koffi', '@fontsource-variable/inter', '@vscode/codicons', 'preact']) expect(licences).toContain(`\n${name} `)
  })
})

describe('the comparison', () => {
  const file = (name: string, size = 10) => ({ name, size })
  const list = { parts: { 'the desktop shell': { why: '', bytes: 20, files: { 'app.asar/package.json': 10, 'app.asar/dist/electron/main.js': 10 } } } }
  const right = [file('app.asar/package.json'), file('app.asar/dist/electron/main.js')]

  test.each<[string, ReturnType<typeof file>[], RegExp | undefined]>([
    ['what is listed', right, undefined],
    ['a file too many', [...right, file('app.asar/dist/electron/debug.js')], /debug\.js \(the desktop shell\) is not listed/],
    ['a file too few', right.slice(1), /package\.json .* is listed and not there/],
    ['a stranger', [...right, file('app.asar/node_modules/playwright/index.js')], /playwright\/index\.js belongs to no part/],
    ['a part that nobody listed', [...right, file('LICENSES.txt')], /licences is not listed/],
    ['a file that has grown', [file('app.asar/package.json', 90_000), right[1]!], /has 90010 bytes; listed are 20/],
  ])('sees %s', (_, files, words) => {
    const wrong = compare(files, list)
    if (words === undefined) expect(wrong).toEqual([])
    else expect(wrong.join('\n')).toMatch(words)
  })

  test('asks for a reason for a large part', () => {
    const large = { parts: { licences: { why: '', bytes: 2_000_000, files: { 'LICENSES.txt': 2_000_000 } } } }
    expect(compare([file('LICENSES.txt', 2_000_000)], large)).toEqual(['licences has 2000000 bytes and no reason'])
    large.parts.licences.why = 'many words'
    expect(compare([file('LICENSES.txt', 2_000_000)], large)).toEqual([])
  })
})

describe('archives', () => {
  test('are read to the last byte', () => {
    const archive = path.join(resourcesOf(packaged), 'app.asar')
    const to = path.join(folder, 'extracted')
    extractArchive(archive, to)
    for (const { name, size, unpacked } of listArchive(archive)) {
      expect(existsSync(path.join(to, name))).toBe(!unpacked)
      if (!unpacked) expect(readFileSync(path.join(to, name)).length).toBe(size)
    }
  })

  test('that are none, or end early, are errors', () => {
    const file = path.join(folder, 'no.asar')
    writeFileSync(file, 'not an archive, but long enough for one')
    expect(() => listArchive(file)).toThrow('is not an archive')
    writeFileSync(file, readFileSync(path.join(resourcesOf(packaged), 'app.asar')).subarray(0, 100))
    expect(() => listArchive(file)).toThrow('ends too early')
  })
})

function programIn(place: string): string {
  if (process.platform === 'darwin') return path.join(place, 'Managerie.app/Contents/Frameworks/Electron Framework.framework/Electron Framework')
  return path.join(place, process.platform === 'win32' ? 'Managerie.exe' : 'managerie')
}

/** Files of a folder that hold text. */
function textFiles(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(c?js|json|css|html|py|md|ts|svg)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
}
