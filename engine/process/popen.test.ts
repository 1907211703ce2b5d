/** Server children; children that run functions are in `process.test.ts`. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { useProcesses } from '../test/support/processes.ts'

const processes = useProcesses()
const start = (...args: string[]) => processes.node(new URL('../test/programs/garden-manager.ts', import.meta.url), args)

test('Ctrl-C to the whole group leaves a server child serving until its manager shuts it down', async () => {
  const program = start('serve')
  await program.line(/server \d+ .*\n/)
  program.killGroup('SIGINT')
  await program.line(/interrupted/)
  program.type('basil\n')
  await program.line(/planted 1/)
  program.end()
  const ending = await program.ended
  expect(ending).toMatchObject({ code: 0, stderr: '' })
})

test('a server child that is killed leaves its manager an error, and nothing on the disk', async () => {
  const program = start('serve')
  const [, pid, address] = await program.line(/server (\d+) (.*)\n/)
  process.kill(Number(pid), 'SIGKILL')
  program.type('basil\n')
  const ending = await program.ended
  expect(ending.code).toBe(1)
  expect(ending.stderr).toMatch(/EOFError|BrokenPipeError|ConnectionResetError/)
  expect(existsSync(dirname(address!))).toBe(false)
})

test.each([
  ['serves', 'serve', /server/],
  ['is busy for ever', 'busy', /busy/],
])('a server child that %s is gone soon after its killed parent, and so is its directory', async (_what, how, running) => {
  const program = start(how)
  const [, address] = await program.line(/server \d+ (.*)\n/)
  await program.line(running)
  const killed = performance.now()
  program.kill('SIGKILL')
  await program.ended
  expect(performance.now() - killed).toBeLessThan(2000)
  expect(existsSync(dirname(address!))).toBe(false)
})

test('an address that is in use is the error of start, with the system\'s number', async () => {
  const path = `${processes.directory()}/garden.sock`
  const first = start('serve', path)
  await first.line(/server/)
  const second = await start('serve', path).ended
  expect(second.stdout).toMatch(/^OSError: \[Errno \d+\] Address already in use\n$/)
  expect(second.code).toBe(1)
})
