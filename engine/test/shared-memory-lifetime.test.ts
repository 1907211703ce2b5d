/** What a program leaves of shared memory behind it: nothing, however it or those who used it with it ended. */
import { existsSync, readdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { pythonsOf, useProcesses, type Program } from './support/processes.ts'
import { PythonPartner } from './support/python-partner.ts'

const processes = useProcesses()
const program = new URL('./programs/shared-memory.ts', import.meta.url)
/** Each test has notes of its own. */
let TMPDIR: string
beforeEach(() => {
  TMPDIR = processes.directory()
})

const start = (scenario: string, name = ''): Program => processes.node(program, [scenario, name], { env: { TMPDIR } })
const nameOf = async (running: Program): Promise<string> => (await running.line(/^\["(psm_\w+)"\]$/m))[1]!
const isThere = (name: string): boolean => existsSync(`/dev/shm/${name}`)
const notes = (): string[] => {
  const folder = join(TMPDIR, `multiprocessing-${process.getuid!()}`)
  return existsSync(folder) ? readdirSync(folder) : []
}
const leaked = (name: string): RegExp =>
  new RegExp(`UserWarning: resource_tracker: There appear to be 1 leaked shared_memory objects to clean up at shutdown: \\{'/${name}'\\}\n`)

describe.runIf(process.platform === 'linux')('nothing is left', () => {
  test.each([
    ['at its natural end', 'leaves', 0],
    ['after an error', 'throws', 1],
    ['after process.exit()', 'exits', 3],
  ])('%s', async (_when, scenario, code) => {
    const running = start(scenario)
    const name = await nameOf(running)
    const ending = await running.ended
    expect(ending.code).toBe(code)
    expect(ending.stderr).toMatch(leaked(name))
    expect([isThere(name), notes()]).toEqual([false, []])
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('after %s', async (signal) => {
    const running = start('waits')
    const name = await nameOf(running)
    running.kill(signal)
    expect(await running.ended).toMatchObject({ signal })
    expect([isThere(name), notes()]).toEqual([false, []])
  })

  test('when the program has unlinked it itself, and then nothing is said', async () => {
    const running = start('tidies')
    const name = await nameOf(running)
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    expect([isThere(name), notes()]).toEqual([false, []])
  })

  test('after a SIGKILL of one who uses it; as long as its maker runs it is there', async () => {
    const maker = start('waits')
    const name = await nameOf(maker)
    const user = start('uses', name)
    await user.line(/attached/)
    user.kill('SIGKILL')
    await user.ended
    expect(isThere(name)).toBe(true)
    maker.kill('SIGTERM')
    await maker.ended
    expect([isThere(name), notes()]).toEqual([false, []])
  })

  test('after a SIGKILL of its maker, once another program uses shared memory; what belongs to those who run stays', async () => {
    const maker = start('waits')
    const other = start('waits')
    const [name, others] = [await nameOf(maker), await nameOf(other)]
    maker.kill('SIGKILL')
    await maker.ended
    expect(isThere(name)).toBe(true)
    expect((await start('tidies').ended).stderr).toBe('')
    expect([isThere(name), isThere(others)]).toEqual([false, true])
    expect(notes()).toHaveLength(1)
    // What had it mapped goes on.
    other.kill('SIGTERM')
    await other.ended
    expect([isThere(others), notes()]).toEqual([false, []])
  })

  test('of what a child has made when the whole program ends; until then it can be used', async () => {
    const running = start('childLeaves')
    const name = await nameOf(running)
    await running.line(/joined/)
    expect(isThere(name)).toBe(true)
    running.type('go on\n')
    expect((await running.ended).stderr).toMatch(leaked(name))
    expect([isThere(name), notes()]).toEqual([false, []])
  })

  test('of what a child has made when its parent is killed', async () => {
    const running = start('childWaits')
    const name = await nameOf(running)
    running.kill('SIGKILL')
    await running.ended
    expect([isThere(name), notes()]).toEqual([false, []])
  })
})

test.runIf(process.platform === 'linux')('a later segment of the same name, made by somebody else, is not swept', async () => {
  const maker = start('waits')
  const name = await nameOf(maker)
  unlinkSync(`/dev/shm/${name}`)
  writeFileSync(`/dev/shm/${name}`, 'somebody else’s')
  const { ino } = statSync(`/dev/shm/${name}`)
  maker.kill('SIGKILL')
  await maker.ended
  await start('tidies').ended
  expect(statSync(`/dev/shm/${name}`).ino).toBe(ino)
  unlinkSync(`/dev/shm/${name}`)
})

test('what is not tracked stays, and nothing is said', async () => {
  const running = start('untracked')
  const name = await nameOf(running)
  expect((await running.ended).stderr).toBe('')
  expect(isThere(name)).toBe(true)
  unlinkSync(`/dev/shm/${name}`)
})

test('a Process gets the same memory with its arguments', async () => {
  const ending = await start('passes').ended
  expect(ending.stderr).toBe('')
  expect(ending.stdout).toContain('[42,"filled",0]')
})

describe.each(pythonsOf('3.8', '3.13'))('with CPython $version', ({ path }) => {
  test('a Python that is killed while it uses the memory of a program here leaves it alone, but for its tracker', async () => {
    const maker = start('waits')
    const name = await nameOf(maker)
    const python = new PythonPartner(path)
    // Up to 3.12, and without `track=False`, its tracker takes the name away.
    await python.ask('attach_memory', name)
    await python.end('SIGKILL')
    expect(isThere(name)).toBe(true)
    maker.kill('SIGTERM')
    await maker.ended
    expect(isThere(name)).toBe(false)
  })

  test('a program here that is killed while it uses the memory of a Python leaves it alone', async () => {
    const python = new PythonPartner(path)
    const [name] = await python.ask<[string]>('create_memory', 10)
    const user = start('uses', name)
    await user.line(/attached/)
    user.kill('SIGKILL')
    await user.ended
    await start('tidies').ended
    expect(isThere(name)).toBe(true)
    await python.end()
    expect(isThere(name)).toBe(false)
  })

  test('memory of a Python that was killed stays usable for who has it, and its tracker takes the name away', async () => {
    const python = new PythonPartner(path)
    const [name] = await python.ask<[string]>('create_memory', 10)
    const user = start('uses', name)
    await user.line(/attached/)
    await python.end('SIGKILL')
    expect(isThere(name)).toBe(false)
    await delay(0)
    user.kill('SIGTERM')
    expect(await user.ended).toMatchObject({ signal: 'SIGTERM' })
  })
})
