import { describe, expect, test } from 'vitest'
import { TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { useProcesses, type Ending } from '../test/support/processes.ts'
import { Process } from './process.ts'

const processes = useProcesses()
const program = new URL('../test/programs/processes.ts', import.meta.url)

const start = (scenario: string) => processes.node(program, [scenario])
const run = (scenario: string): Promise<Ending> => start(scenario).ended
/** The lines that a program printed as JSON. */
const values = ({ stdout }: Ending): unknown[] =>
  stdout
    .split('\n')
    .filter((line) => /^[[{"\d-]/.test(line))
    .map((line) => JSON.parse(line) as unknown)

test('a process runs its function with its arguments, and its life can be followed', async () => {
  const ending = await run('join')
  expect(ending.stderr).toBe('')
  expect(ending.stdout.match(/^hello basil from Process-1$/gm)).toHaveLength(2)
  expect(values(ending)).toEqual([
    ['Process-1', null, null, false],
    ['number', null, 1],
    [0, false, 0],
    { name: 'AssertionError', message: 'cannot start a process twice' },
    { name: 'ValueError', message: 'process object is closed' },
  ])
  expect(ending.code).toBe(0)
})

test('join waits no longer than it was told, and only for a process that was started', async () => {
  expect(values(await run('joinBriefly'))).toEqual([
    { name: 'AssertionError', message: 'can only join a started process' },
    [null, true],
    -9,
  ])
})

test('a function of another module is named by that module', async () => {
  expect((await run('byReference')).stdout).toBe('Heater heats to 21\n')
})

test('children of children have names of their own and the authkey of the first', async () => {
  const lines = (await run('nested')).stdout.trim().split('\n').map((line) => line.split(' '))
  expect(lines.map(([name]) => name)).toEqual(['MainProcess', 'Process-1', 'Process-1:1'])
  const keys = new Set(lines.map(([, key]) => key))
  expect(keys.size).toBe(1)
  expect([...keys][0]).toMatch(/^[0-9a-f]{64}$/)
})

test('an error in the function is printed with the process\'s name and gives exit code 1', async () => {
  const ending = await run('fails')
  expect(values(ending)).toEqual([1])
  expect(ending.stderr).toContain('Process Process-1:\n')
  expect(ending.stderr).toContain('Error: no water')
  expect(ending.stderr).toMatch(/processes\.ts:\d+:\d+/)
})

test('the exit code is the one that the child ended with', async () => {
  expect(values(await run('leaves'))).toEqual([7])
})

test('a function that waits for nothing ends its process with a reason', async () => {
  const ending = await run('neverEnds')
  expect(values(ending)).toEqual([13])
  expect(ending.stderr).toBe('Process Process-1: its function waits for something that can no longer happen\n')
})

test.each([
  ['terminate', -15],
  ['kill', -9],
])('%s ends a busy child, and its exit code is %i', async (scenario, exitcode) => {
  expect(values(await run(scenario))).toEqual([exitcode])
})

describe('a target that the child cannot find fails at start, with what to do', () => {
  test('a closure, a function without a name, a missing module, an argument without a pickle', async () => {
    const ending = await run('missing')
    const [closure, nameless, module, argument, left] = values(ending) as [Record<string, string>, ...Record<string, string>[]]
    expect(closure.name).toBe('AttributeError')
    expect(closure.message).toMatch(
      /^Process-1 cannot find the function 'water' among the exports of file:.*processes\.ts: a child imports that module again .*`export function water\(…\)`.*\{ module: new URL/,
    )
    expect(nameless).toMatchObject({ name: 'ValueError', message: expect.stringContaining('a function without one') as string })
    expect(module).toMatchObject({ name: 'ProcessError', message: expect.stringContaining('nowhere.ts') as string })
    expect(argument).toMatchObject({ name: 'PicklingError' })
    expect(left).toBe(0)
    expect(ending.stderr).toBe('')
  })

  test('a child that is not ready in time', async () => {
    const [error] = values(await run('late')) as [Record<string, string>]
    expect(error).toMatchObject({ name: 'ProcessError', message: expect.stringMatching(/^Process-1 was not ready after 0\.001 s: .*isMainProcess\(\)/) as string })
  })

  test('a program that starts processes while its child imports it', async () => {
    const ending = await processes.node(new URL('../test/programs/unguarded.ts', import.meta.url)).ended
    expect(ending.code).toBe(1)
    expect(ending.stdout).toBe('')
    expect(ending.stderr).toMatch(/RuntimeError: Process-1 was asked to start a process while it still imports the main module/)
    expect(ending.stderr.match(/Process Process-1:\n/g)).toHaveLength(1)
  })

  test('a main module that throws in the child', async () => {
    const ending = await processes.node(new URL('../test/programs/broken-in-children.ts', import.meta.url)).ended
    expect(ending.code).toBe(1)
    expect(ending.stderr).toContain('Process Process-1:\n')
    expect(ending.stderr).toContain('RangeError: only once')
    expect(ending.stderr).toContain('ProcessError')
  })
})

describe('at the end of a program', () => {
  test('children are waited for', async () => {
    expect(await run('waitsAtItsEnd')).toMatchObject({ code: 0, stdout: 'hello later\n' })
  })

  test('children are waited for after process.exit, too', async () => {
    expect(await run('waitsAtExit')).toMatchObject({ code: 3, stdout: 'hello later\n' })
  })

  test('children are waited for after an error that nobody caught', async () => {
    const ending = await run('uncaught')
    expect(ending).toMatchObject({ code: 1, stdout: 'hello later\n' })
    expect(ending.stderr).toContain('TypeError: no light')
  })

  test('daemons are ended when the others are done', async () => {
    const ending = await run('daemon')
    expect(ending.code).toBe(0)
    expect(ending.stdout).toMatch(/^idle \d+\nhello later\n$/)
  })

  test('a daemon that takes no notice is killed', async () => {
    expect(await run('stubbornDaemon')).toMatchObject({ code: 0, signal: null })
  })

  test('a signal ends all without waiting', async () => {
    const parent = start('busyChild')
    await parent.line(/busy/)
    const asked = performance.now()
    parent.kill('SIGTERM')
    expect((await parent.ended).signal).toBe('SIGTERM')
    expect(performance.now() - asked).toBeLessThan(2000)
  })

  test('a daemon may have no children', async () => {
    const ending = await run('daemonHasNoChildren')
    expect(values(ending)).toEqual([1])
    expect(ending.stderr).toContain('AssertionError: daemonic processes are not allowed to have children')
  })
})

describe('when the parent is killed', () => {
  test.each(['busyChild', 'idleChild', 'busyParent'])('its children are gone within two seconds (%s)', async (scenario) => {
    const parent = start(scenario)
    await parent.line(/^(busy|idle) \d+$/m)
    const killed = performance.now()
    parent.kill('SIGKILL')
    // Its output ends when nobody is left who could write to it.
    expect((await parent.ended).signal).toBe('SIGKILL')
    expect(performance.now() - killed).toBeLessThan(2000)
  })
})

test('what is no target is refused when the process is made', () => {
  expect(() => new Process({ target: 'greet' as never })).toThrow(new PythonTypeError("target is a function or { module, name }, got 'greet'"))
  expect(new Process().name).toMatch(/^Process-\d+$/)
  const child = new Process({ name: 'Gardener' })
  expect(child.name).toBe('Gardener')
  expect(() => child.sentinel).toThrow(new ValueError('process not started'))
  expect(() => (child.authkey = 'k' as never)).toThrow(new PythonTypeError('string argument without an encoding'))
})
