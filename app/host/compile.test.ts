import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { compileTypeScript } from './compile.ts'
import type { ReadSource } from './compile.ts'
import { SourcePositions } from './source-positions.ts'
import { temporaryFolder } from './test/folders.ts'

const execute = promisify(execFile)

function reading(files: Record<string, string>): ReadSource {
  return async (name) => (Object.hasOwn(files, name) ? files[name] : undefined)
}

/** An engine of one line, to see that programs find it. */
function smallEngine(): string {
  const engine = path.join(temporaryFolder(), 'engine')
  mkdirSync(engine)
  writeFileSync(path.join(engine, 'package.json'), '{ "name": "multiprocessing", "type": "module", "exports": { ".": "./index.js" } }')
  writeFileSync(path.join(engine, 'index.js'), 'export const name = "the engine"\n')
  return engine
}

async function compile(files: Record<string, string>, entries = Object.keys(files)) {
  const folder = path.join(temporaryFolder(), 'programs')
  const problems = await compileTypeScript(entries, reading(files), folder, smallEngine())
  return { folder, problems }
}

test('programs run, find the engine, and share one module however its import is written', async () => {
  const { folder, problems } = await compile(
    {
      'server.ts': `
        import { count as one } from './garden'
        import { count as two } from './garden.ts'
        import { count as three } from './garden.js'
        import { name } from 'multiprocessing'
        import process from 'node:process'
        const four = (await import('./garden.ts')).count
        class Greenhouse { static first = new Greenhouse(); bed: number = 1 }
        one.value++; two.value++; three.value++; four.value++
        process.stdout.write(name + ' ' + one.value + ' ' + Greenhouse.name)`,
      'garden.ts': `export const count: { value: number } = { value: 0 }`,
    },
    ['server.ts'],
  )
  expect(problems).toEqual([])
  expect((await execute(process.execPath, ['--enable-source-maps', path.join(folder, 'server.js')])).stdout).toBe('the engine 4 Greenhouse')
})

test('a constant that is read too early fails as it does in JavaScript', async () => {
  const { folder } = await compile({ 'a.ts': 'console.log(later)\nconst later: number = 1\n' })
  await expect(execute(process.execPath, [path.join(folder, 'a.js')])).rejects.toThrow(/Cannot access 'later' before initialization/)
})

test('stack traces name lines of the TypeScript source', async () => {
  const { folder } = await compile({ 'a.ts': 'interface Long {\n  a: number\n}\n\nfunction fails(): never {\n  throw new Error("oh")\n}\nfails()\n' })
  const { stderr } = (await execute(process.execPath, ['--enable-source-maps', path.join(folder, 'a.js')]).catch((error: unknown) => error)) as { stderr: string }
  expect(stderr).toMatch(/a\.ts:6:9/)
  expect(stderr).toMatch(/a\.ts:8:1/)
})

test.each([
  ['a missing brace', 'let a = 1\nfunction f() {\n', { line: 3, column: 1, message: 'Unexpected end of file' }],
  ['a wrong token', 'let a = 1\nlet b = = 2\n', { line: 2, column: 9, message: 'Unexpected "="' }],
  ['a wrong token behind umlauts', "let ä = 'öü'; let b = = 2\n", { line: 1, column: 23, message: 'Unexpected "="' }],
  ['a file that is not there', "\nimport { x } from './gadren.ts'\nx()", { line: 2, column: 19, message: "Cannot find './gadren.ts': there is no file gadren.ts." }],
  ['a folder', "import { x } from '../x.ts'\nx()", { line: 1, column: 19, message: "Cannot import '../x.ts': files of a program lie in one folder." }],
  [
    'a package',
    "import left from 'left-pad'\nleft()",
    { line: 1, column: 18, message: "Cannot find 'left-pad': programs here can import their own files, multiprocessing, and what Node brings (node:…)." },
  ],
])('%s is a problem at its place', async (_, text, expected) => {
  const { problems } = await compile({ 'server.ts': text, 'fine.ts': 'export {}' })
  expect(problems).toEqual([{ file: 'server.ts', ...expected }])
})

test('all mistakes of all files are told', async () => {
  const { problems } = await compile({ 'a.ts': 'let 1', 'b.ts': "import './c'\nimport './d'" })
  expect(problems.map(({ file, line }) => [file, line])).toEqual([['a.ts', 1], ['b.ts', 1], ['b.ts', 2]])
})

test('a text that looks like an import stays as it is', async () => {
  const text = "const help = `\nimport { x } from './x'\n`\nconsole.log(help)"
  const { folder, problems } = await compile({ 'a.ts': text })
  expect(problems).toEqual([])
  expect((await execute(process.execPath, [path.join(folder, 'a.js')])).stdout).toBe("\nimport { x } from './x'\n\n")
})

test('a compiled place becomes the line that was written, without its folder', async () => {
  const { folder } = await compile({ 'a.ts': 'interface Long {\n  a: number\n}\n\nconst a = 1; process.stdout.write(new Error("x").stack!)\n' })
  const { stdout } = await execute(process.execPath, [path.join(folder, 'a.js')])
  const [, line, column] = /a\.js:(\d+):(\d+)/.exec(stdout)!
  const positions = new SourcePositions(folder)
  const compiled = path.join(folder, 'a.js')
  const expected = { file: 'a.ts', line: 5, column: 35 }
  expect(positions.original({ file: compiled, line: Number(line), column: Number(column) })).toEqual(expected)
  expect(positions.original({ file: `file://${compiled}`, line: Number(line), column: Number(column) })).toEqual(expected)
  expect(positions.original({ file: compiled, line: Number(line) })).toEqual({ file: 'a.ts', line: 5 })
})

test.each([
  ['/usr/lib/python3/queue.py', 'queue.py'],
  ['C:\\Users\\ada\\client.py', 'client.py'],
  ['node:net', 'node:net'],
  ['file:///elsewhere/a.js', 'a.js'],
])('a place elsewhere keeps its line and loses its folder: %s', (file, plain) => {
  expect(new SourcePositions('/programs').original({ file, line: 3, column: 4 })).toEqual({ file: plain, line: 3, column: 4 })
})
