import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { openLog } from './log.ts'

const folder = mkdtempSync(join(tmpdir(), 'managerie-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (place: string): string => readFileSync(join(place, 'main.log'), 'utf8')

describe('the log', () => {
  test('has one line with the time, and the stack and cause of an error', () => {
    const place = join(folder, 'new/logs')
    const log = openLog(place)
    log.write('start')
    log.write('it failed', new RangeError('outer', { cause: new TypeError('inner') }))
    log.write('it failed oddly', 'no error at all')
    expect(read(place)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z start\n.*Z it failed\nRangeError: outer\n[^]*caused by TypeError: inner[^]*Z it failed oddly\nno error at all\n$/)
  })

  test('begins anew when it is large, and keeps the old one', () => {
    const place = mkdtempSync(join(folder, 'large-'))
    writeFileSync(join(place, 'main.log'), 'x'.repeat(600 * 1024))
    openLog(place).write('fresh')
    expect(read(place)).toMatch(/Z fresh\n$/)
    expect(statSync(join(place, 'main.old.log')).size).toBe(600 * 1024)
  })

  test('gives versions and the end of itself as diagnostics', () => {
    const place = mkdtempSync(join(folder, 'end-'))
    const log = openLog(place)
    for (let line = 0; line < 2000; line++) log.write(`line ${line}`)
    const text = log.diagnostics({ managerie: '0.1.0', electron: undefined, node: '20' })
    expect(text).toMatch(/^managerie 0\.1\.0\nnode 20\n/)
    expect(text).toContain('line 1999')
    expect(text).not.toContain('line 1000\n')
    expect(text.length).toBeLessThan(18_000)
  })

  test('never throws: what can not be written goes to standard error', async () => {
    const blocked = join(folder, 'blocked')
    writeFileSync(blocked, '')
    const program = join(folder, 'program.mjs')
    await build({ entryPoints: [join(import.meta.dirname, 'log.ts')], bundle: true, format: 'esm', platform: 'node', outfile: join(folder, 'log.mjs') })
    writeFileSync(program, `import { openLog } from './log.mjs'\nconst log = openLog(${JSON.stringify(blocked)})\nlog.write('kept')\nconsole.log(log.diagnostics({}).includes('(no log)'))\n`)
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, 'true\n'])
    expect(stderr).toContain('kept')
  })

  test('writes down what nobody caught, before the end', async () => {
    const place = join(folder, 'caught')
    const program = join(folder, 'crash.mjs')
    await build({ entryPoints: [join(import.meta.dirname, 'log.ts')], bundle: true, format: 'esm', platform: 'node', outfile: join(folder, 'log.mjs') })
    writeFileSync(program, `import { catchAll, openLog } from './log.mjs'\ncatchAll(openLog(${JSON.stringify(place)}), () => process.exit(9))\nPromise.reject(new Error('dropped'))\nsetImmediate(() => { throw new TypeError('fatal') })\n`)
    expect(spawnSync(process.execPath, [program]).status).toBe(9)
    expect(read(place)).toMatch(/unhandled rejection\nError: dropped[^]*uncaught exception\nTypeError: fatal/)
  })
})
