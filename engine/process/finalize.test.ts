import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { useProcesses } from '../test/support/processes.ts'

const processes = useProcesses()
const start = (how: string) => processes.node(new URL('../test/programs/finalizers.ts', import.meta.url), [how])

test('at the natural end all run, highest priority first, the youngest of equals first, each awaited; errors are printed', async () => {
  const ending = await start('end').ended
  expect(ending.stdout).toBe('10\n3 awaited\n0 second\n0 first\n-100\n')
  expect(ending.stderr).toContain('Error: this one fails')
  expect(ending.code).toBe(0)
})

test.each([
  ['exit', 4],
  ['throw', 1],
])('after %s what they do at once is done', async (how, code) => {
  const ending = await start(how).ended
  expect(ending.stdout).toBe('10\n0 second\n0 first\n-100\n')
  expect(ending.code).toBe(code)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s runs them and ends the program as it would have', async (signal) => {
  const program = start('wait')
  await program.line(/waiting/)
  program.kill(signal)
  const ending = await program.ended
  expect(ending.stdout).toBe('waiting\n10\n0 second\n0 first\n-100\n')
  expect(ending.signal).toBe(signal)
})

test('a program that handles a signal itself decides what it does', async () => {
  const program = start('own handler')
  await program.line(/waiting/)
  program.kill('SIGINT')
  const ending = await program.ended
  expect(ending.stdout).toBe('waiting\nhandled\n10\n0 second\n0 first\n-100\n')
  expect(ending.code).toBe(5)
})

test.skipIf(process.platform === 'win32')('Ctrl-C leaves neither the socket nor its directory', async () => {
  const program = start('listen')
  const [, path] = await program.line(/path (.*)\n/)
  expect(existsSync(path!)).toBe(true)
  program.kill('SIGINT')
  await program.ended
  expect(existsSync(path!)).toBe(false)
  expect(existsSync(dirname(path!))).toBe(false)
})
