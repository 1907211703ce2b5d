/** A LocalManager's objects between real processes, this engine's and CPython's; and what is left of them in the system: nothing. */
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { LocalManager, task } from '../managers/index.ts'
import { Lock } from '../shared-memory/index.ts'
import { AssertionError, RuntimeError, TypeError, ValueError } from '../values/exceptions.ts'
import { pythonsOf, useProcesses, type Program } from './support/processes.ts'

const processes = useProcesses()
const program = new URL('programs/local-objects.ts', import.meta.url)
const countPy = new URL('programs/python/count.py', import.meta.url).pathname
const linux = process.platform === 'linux'

const manager = new LocalManager()
const made: Disposable[] = []
afterEach(() => {
  for (const each of made.splice(0).reverse()) each[Symbol.dispose]()
})
function own<T extends Disposable>(thing: T): T {
  made.push(thing)
  return thing
}

async function says(scenario: string, ...args: string[]): Promise<string[]> {
  const { stdout, stderr, code } = await processes.node(program, [scenario, ...args]).ended
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  return stdout.trimEnd().split('\n')
}

/** What a program has said that it had mapped, as far as it is still there. */
function left(stdout: string): string[] {
  const names = [...stdout.matchAll(/^mapped (.*)$/gm)].flatMap(([, line]) => line!.split(' '))
  expect(names.length).toBeGreaterThan(3)
  return names.filter((name) => existsSync(`/dev/shm/${name}`))
}

test('a child that is passed them has the same memory', { timeout: 60_000 }, async () => {
  expect(await says('shares')).toEqual([
    "SharedValue('i', 42) SharedStruct('id', (1729, 2.75)) SharedArray('d', [0.0, 2.0, 4.0, 6.0, 8.0])",
  ])
})

test('two processes that count under one lock count right', { timeout: 60_000 }, async () => {
  expect(await says('counts', '20000')).toEqual(['40000 <Lock(owner=None)>', '40000 <RLock(None, 0)>'])
})

test('a holder that dies with a lock is told to those who wait, and anybody may release it', { timeout: 60_000 }, async () => {
  const told = await says('keepsUntilKilled')
  const words = (type: string) =>
    expect.stringMatching(
      new RegExp(`^RuntimeError: Process-\\d \\(pid \\d+\\) has ended while it held this ${type}: what it guards may be half done. See to that, then release\\(\\) it here$`),
    )
  expect(told).toEqual([
    words('Lock'), words('Lock'), 'true <Lock(owner=MainProcess)>', words('RLock'), words('RLock'), 'true <RLock(MainProcess, 1)>',
  ])
})

test("a process that is killed while it writes to an object does not hold up others", { timeout: 60_000 }, async () => {
  expect(await says('takesOver')).toEqual(['taken over given back', 'taken over at once'])
})

test('a condition notifies those who wait in their order, and passes over the dead', { timeout: 60_000 }, async () => {
  expect((await says('notifies')).slice(3)).toEqual(['Process-2 true', 'Process-3 true'])
})

test('an event wakes all who wait for it', { timeout: 60_000 }, async () => {
  expect(await says('sets')).toEqual(['Process-1 true,Process-2 true', 'false false'])
})

test('a queue passes items in their order, in both directions', { timeout: 60_000 }, async () => {
  expect(await says('passesItems', '2000')).toEqual(['3998000 true true'])
})

test('an item does not go to one who was killed while it waited, and nothing is left of that one', { timeout: 60_000 }, async () => {
  const lines = await says('losesATaker')
  expect(lines.filter((line) => !line.startsWith('mapped'))).toEqual(['got kept', '0'])
  if (linux) expect(left(lines.join('\n'))).toEqual([])
})

test('through a queue none of them can be passed', { timeout: 60_000 }, async () => {
  expect(await says('inherits')).toEqual(
    ['Lock', 'SharedArray', 'Event'].map((type) => `RuntimeError: ${type} objects should only be shared between processes through inheritance`),
  )
})

test.runIf(linux)('nothing is left after a normal end, and none after an error that nobody caught', { timeout: 60_000 }, async () => {
  expect(left((await says('leaves')).join('\n'))).toEqual([])
  const { code, stdout, stderr } = await processes.node(program, ['throws']).ended
  expect([code, stderr, left(stdout)]).toEqual([1, expect.stringContaining('no water'), []])
})

test.runIf(linux)('what a killed creator has left is swept by the next program that shares memory', { timeout: 60_000 }, async () => {
  const creator = processes.node(program, ['waits'])
  await creator.line(/^waits$/m)
  expect(left(creator.stdout).length).toBeGreaterThan(5)
  creator.kill('SIGKILL')
  await creator.exited
  await says('leaves')
  expect(left(creator.stdout)).toEqual([])
})

test.runIf(linux)('memory is given back when its creator disposes of it', { timeout: 60_000 }, async () => {
  const creator = processes.node(program, ['disposes'])
  await creator.line(/^disposed of$/m)
  expect(left(creator.stdout)).toEqual([])
  creator.kill()
})

test.runIf(linux)('memory is given back when its creator drops it', { timeout: 60_000 }, async () => {
  expect(await says('drops')).toEqual(['7', 'dropped'])
})

test('eight that wait for locks do not hold up the process', { timeout: 60_000 }, async () => {
  const locks = Array.from({ length: 8 }, () => own(manager.Lock()))
  for (const lock of locks) await lock.acquire()
  const waiting = locks.map((lock) => lock.acquire())
  // Node's own four threads read files.
  const texts = await Promise.all(Array.from({ length: 8 }, () => readFile(program, 'utf8')))
  expect(new Set(texts).size).toBe(1)
  for (const lock of locks) lock.release()
  expect(await Promise.all(waiting)).toEqual(Array(8).fill(true))
  for (const lock of locks) lock.release()
})

test('those who wait for one lock get it one after another', async () => {
  const lock = own(manager.Lock())
  const order: number[] = []
  await lock.acquire()
  const waiting = [1, 2, 3].map(async (number) => {
    await using _held = await lock.hold()
    order.push(number)
  })
  expect(await lock.acquire(false)).toBe(false)
  expect(await lock.acquire(true, 0.01)).toBe(false)
  expect(await lock.acquire(true, -1)).toBe(false)
  lock.release()
  await Promise.all(waiting)
  expect([order, lock.locked(), String(lock)]).toEqual([[1, 2, 3], false, '<Lock(owner=None)>'])
})

test('a lock is released as often as it was acquired', async () => {
  const lock = own(manager.Lock())
  const bounded = own(manager.BoundedSemaphore(2))
  const words = new ValueError('semaphore or lock released too many times')
  expect(() => lock.release()).toThrow(words)
  expect(() => bounded.release()).toThrow(words)
  await bounded.acquire()
  expect(String(bounded)).toBe('<BoundedSemaphore(value=1, maxvalue=2)>')
  bounded.release()
  const semaphore = own(manager.Semaphore(0))
  semaphore.release()
  semaphore.release()
  expect([String(semaphore), await semaphore.acquire(false), semaphore.getValue()]).toEqual(['<Semaphore(value=2)>', true, 1])
})

test('an RLock belongs to a task, which may acquire it again', async () => {
  const lock = own(manager.RLock())
  await lock.acquire()
  await lock.acquire()
  expect(String(lock)).toBe('<RLock(MainProcess, 2)>')
  await task(async () => {
    expect(await lock.acquire(false)).toBe(false)
    expect(() => lock.release()).toThrow(new AssertionError('attempt to release recursive lock not owned by thread'))
    expect(String(lock)).toBe('<RLock(SomeOtherThread, nonzero)>')
  })
  lock.release()
  const other = task(() => lock.acquire())
  lock.release()
  expect(await other).toBe(true)
  expect(await lock.acquire(false)).toBe(false)
})

test('two functions side by side exclude one another with an RLock', async () => {
  const lock = own(manager.RLock())
  let inside = 0
  const work = async (): Promise<number> => {
    await using _held = await lock.hold()
    await using _again = await lock.hold()
    const seen = ++inside
    await new Promise(setImmediate)
    inside--
    return seen
  }
  expect(await Promise.all([work(), work(), work()])).toEqual([1, 1, 1])
})

test('a timeout that is none is refused', async () => {
  const lock = own(manager.Lock())
  expect(() => lock.acquire(true, 'x' as never)).toThrow(new TypeError('must be real number, not str'))
})

test('who waits for what is disposed of is told', async () => {
  const lock = own(manager.Lock())
  await lock.acquire()
  const waiting = lock.acquire()
  lock.dispose()
  await expect(waiting).rejects.toThrow(new RuntimeError('this Lock was disposed of while somebody waited for it'))
})

const pythons = linux ? pythonsOf('3.8', '3.9', '3.10', '3.11', '3.12', '3.13') : []

/** Counts here while a Python program counts there. */
async function countBoth(python: string, name: string, times: number, kind: string, increment: (times: number, ownName: string) => Promise<void>): Promise<Program> {
  const there = processes.start(python, ['-u', countPy, name, String(times), kind])
  await there.line(/^ready$/m)
  const ownName = /^lock (\S+)$/m.exec(there.stdout)?.[1] ?? ''
  there.type('go\n')
  await increment(times, ownName)
  await there.line(/^counted$/m)
  return there
}

test.skipIf(pythons.length === 0).each(pythons)('a program here and one in CPython $version count right under one lock, 2 × 100,000', { timeout: 120_000 }, async ({ path }) => {
  const times = 100_000
  for (const kind of ['posix', 'own'] as const) {
    const value = own(manager.SharedValue('q', 0))
    const lock = kind === 'posix' ? own(manager.Lock()) : undefined
    const there = await countBoth(path, value.name, times, lock ? `posix:${lock.name}` : 'own', async (count, ownName) => {
      const shared = lock ?? own(Lock.attach(ownName))
      for (let time = 0; time < count; time++) {
        await shared.acquire()
        value.value += 1
        shared.release()
      }
    })
    there.type('end\n')
    expect([(await there.exited).code, there.stderr, value.value]).toEqual([0, '', 2 * times])
  }
})

test.skipIf(pythons.length === 0)('without the lock they do not', { timeout: 120_000 }, async () => {
  const python = pythons.at(-1)!
  // They lose counts only while both are at it, which the system may put off.
  for (let round = 1; ; round++) {
    const value = own(manager.SharedValue('q', 0))
    const there = await countBoth(python.path, value.name, 100_000, 'none', async () => {
      for (let time = 0; time < 100_000; time++) {
        value.value += 1
        if (time % 100 === 0) await new Promise(setImmediate)
      }
    })
    there.type('end\n')
    await there.exited
    if (value.value < 200_000) break
    expect(round, 'rounds in which nothing was lost').toBeLessThan(20)
  }
})

test('names that are gone cannot be attached to', () => {
  const lock = manager.Lock()
  const { name } = lock
  lock.dispose()
  expect(() => Lock.attach(name)).toThrow(`[Errno 2] No such file or directory: '${name}'`)
  expect(linux && existsSync(`/dev/shm/sem.${name.slice(1)}`)).toBe(false)
})
