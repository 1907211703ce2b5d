/** What keeps a process alive: somebody who waits, as in Python, and nothing else. */
import { describe, expect, test } from 'vitest'
import { useProcesses } from '../test/support/processes.ts'
import { families } from './address.ts'

const processes = useProcesses()
const start = (how: string, family: string) => processes.node(new URL('../test/programs/open-connections.ts', import.meta.url), [how, family])

describe.each(families)('with %s', (family) => {
  test.each([
    ['idle', ''],
    ['hung up', 'EOFError\n'],
    ['closed', ''],
    ['poll', 'false\n'],
  ])('a program that has open connections and nothing to wait for ends (%s)', async (how, stdout) => {
    expect(await start(how, family).ended).toEqual({ code: 0, signal: null, stdout: `begins\n${stdout}kept by 0\n`, stderr: '' })
  })

  test.each(['recv', 'accept', 'ref'])('a program that waits does not end (%s)', async (how) => {
    const program = start(how, family)
    await program.line(/kept by 1/)
    program.kill('SIGTERM')
    expect((await program.ended).signal).toBe('SIGTERM')
  })
})
