/** The programs of the README do what it says they do. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { expect, test } from 'vitest'
import { freePort } from './support/free-port.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'
import { readmePrograms, writeReadmePrograms } from './support/readme.ts'

const processes = useProcesses()

test('it has a program in each language, and one that starts the server', () => {
  expect([...readmePrograms().keys()]).toEqual(['garden.ts', 'visitor.py', 'visitor.ts'])
  expect(readmePrograms('```ts\n// a.ts\nx\n```\n\n```ts\nno name\n```')).toEqual(new Map([['a.ts', 'x\n']]))
})

test('it is one screen: what a reader has to read before the first program fits above it', () => {
  const program = readmePrograms().get('garden.ts')!
  expect(program.split('\n').length).toBeLessThan(30)
})

test('its programs run, and talk with each other', async () => {
  const folder = processes.directory()
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(fileURLToPath(new URL('../', import.meta.url)), path.join(folder, 'node_modules/multiprocessing'))
  writeReadmePrograms(folder, await freePort())
  for (const name of ['garden', 'visitor']) {
    const { code } = await transform(readFileSync(path.join(folder, `${name}.ts`), 'utf8'), { loader: 'ts', target: 'es2022' })
    writeFileSync(path.join(folder, `${name}.js`), code)
  }
  const garden = processes.node(path.join(folder, 'garden.js'))
  await garden.line(/5 litres\nspade\nrake\nhose\n/)
  for (const { path: python } of pythonsOf('3.8', '3.13')) {
    const { code, stdout, stderr } = await processes.start(python, [path.join(folder, 'visitor.py')]).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^(8|11) litres\n$/)
  }
  const visitor = await processes.node(path.join(folder, 'visitor.js')).ended
  expect(visitor).toMatchObject({ code: 0, stderr: '', stdout: 'true ValueError: water flows down\ntrue\n' })
  garden.killGroup('SIGINT')
  // All of it has ended: the server, too.
  expect(await garden.ended).toMatchObject({ signal: 'SIGINT', stderr: '' })
})
