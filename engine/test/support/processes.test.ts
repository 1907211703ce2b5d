import { existsSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { Processes, pythons, useProcesses } from './processes.ts'

const processes = useProcesses()
const onLinux = process.platform === 'linux'

test('a program\'s output and ending are told', async () => {
  const ending = await processes.start('sh', ['-c', 'echo out; echo err >&2; exit 3']).ended
  expect(ending).toEqual({ code: 3, signal: null, stdout: 'out\n', stderr: 'err\n' })
})

test('line waits for a line, and fails with the output when the program ends without', async () => {
  const program = processes.start('sh', ['-c', 'echo one; read x; echo "got $x"'])
  await program.line(/one/)
  program.type('basil\n')
  expect((await program.line(/got (\w+)/))[1]).toBe('basil')
  await expect(program.line(/two/)).rejects.toThrow('it ended (0) without a line like /two/:\none\ngot basil\n')
})

test.skipIf(!onLinux)('a process that outlives its program is found, killed, and is an error that names it', async () => {
  const own = new Processes()
  const program = own.start('sh', ['-c', 'setsid sleep 60 >/dev/null 2>&1 & echo $!'])
  const [pid] = await program.line(/\d+/)
  await program.exited
  await expect(own.end()).rejects.toThrow(/^left 2000 ms after the program that started it: \d+ sleep 60$/)
  // Killed, though perhaps nobody has collected it yet: such a process has no command line any more.
  await vi.waitUntil(() => !existsSync(`/proc/${pid}/cmdline`) || readFileSync(`/proc/${pid}/cmdline`).length === 0)
})

test('a program that runs at the end of its test is ended without an error', async () => {
  const own = new Processes()
  const program = own.start('sleep', ['60'])
  await own.end()
  expect((await program.ended).signal).toBe('SIGKILL')
})

test('a command that is not there is an error', async () => {
  const own = new Processes()
  await expect(own.start('/nowhere/to/be/found').exited).rejects.toThrow('ENOENT')
  await own.end()
})

test('CPythons of this machine are found, oldest first', () => {
  const minors = pythons().map(({ version }) => Number(version.split('.')[1]))
  expect(minors).toEqual(minors.toSorted((a, b) => a - b))
})
