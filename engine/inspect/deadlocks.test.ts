import { expect, test } from 'vitest'
import { dict } from '../values/dict.ts'
import { tuple } from '../values/tuple.ts'
import { randomRun } from '../test/support/random-runs.ts'
import { Random } from '../test/support/random.ts'
import { pickled, recordedRun, runOf, Script } from '../test/support/runs.ts'
import { traceNames } from '../test/support/traces.ts'
import { deadlockText } from './deadlock-text.ts'
import { momentAt } from './moment-at.ts'
import type { Run } from './run.ts'

/** Deadlocks at some moments of a run, the last among them. */
function deadlocksIn(run: Run, random: Random, looks = 8): number {
  let found = momentAt(run).deadlocks.length
  for (let look = 0; look < looks; look++) found += momentAt(run, 1 + random.below(run.frames.length)).deadlocks.length
  return found
}

test('no recorded run has a deadlock', () => {
  for (const name of traceNames()) {
    const run = recordedRun(name)
    for (let frame = 1; frame <= run.frames.length; frame++) expect(momentAt(run, frame).deadlocks, `${name} ${frame}`).toEqual([])
  }
})

test('a thousand runs whose locks are taken in one order have none, at no moment', () => {
  const random = new Random()
  let waits = 0
  for (let count = 0; count < 1000; count++) {
    const seed = random.below(2 ** 31)
    const run = runOf(randomRun({ seed, runtime: count % 2 === 0 ? 'node' : 'cpython' }))
    expect(deadlocksIn(run, random, 4), `run ${seed}`).toBe(0)
    waits += run.frames.filter((frame) => frame.method === 'acquire').length
  }
  expect(waits).toBeGreaterThan(1000)
}, 60_000)

test('where locks are taken in any order, runs that stand still have one, and no others', () => {
  const random = new Random()
  const counts = { stuck: 0, ended: 0 }
  for (let count = 0; count < 200; count++) {
    const seed = random.below(2 ** 31)
    const run = runOf(randomRun({ seed, runtime: count % 2 === 0 ? 'node' : 'cpython', orderly: false, steps: 20 }))
    const now = momentAt(run)
    const stuck = now.waits.length > 0
    counts[stuck ? 'stuck' : 'ended'] += 1
    expect(now.deadlocks.length > 0, `run ${seed}`).toBe(stuck)
    for (const { steps } of now.deadlocks) expect(new Set(steps.map(({ wait }) => wait.frame)).size).toBe(steps.length)
  }
  expect(counts.stuck).toBeGreaterThan(10)
  expect(counts.ended).toBeGreaterThan(10)
}, 60_000)

/** Clients that are bound to a server, each a thread. */
class Scene {
  readonly script = new Script().started('s', 10, 'server')
  readonly #indexes = new Map<string, number>()

  client(process: string, runtime: 'node' | 'cpython' = 'cpython', name = 'MainProcess'): this {
    const number = this.#indexes.size + 1
    const { script } = this
    if (!script.events.some((event) => event.process === process)) {
      script.say(process, { name: 'process/started', pid: 20 + number, ppid: 1, label: process, runtime, version: '3.13.0', wall: 0 })
    }
    script.opened('s', `s.${process}${name}`, 'listener').opened(process, `${process}.${name}`, 'client')
    const [there, here] = this.#ends(process, name)
    script.handshake(there, here, number)
    script.frame(here, there, 3, pickled(tuple(null, 'accept_connection', tuple(name), dict([])))).frame(there, here, 3, pickled(tuple('#RETURN', null)))
    this.#indexes.set(`${process} ${name}`, 4)
    return this
  }

  #ends(process: string, name: string): [[string, string], [string, string]] {
    return [['s', `s.${process}${name}`], [process, `${process}.${name}`]]
  }

  /** Asks for a lock and gets it. */
  takes(process: string, ident: string, name = 'MainProcess'): this {
    const [there] = this.#ends(process, name)
    this.asks(process, ident, [], name, false)
    this.script.say('s', { name: 'lock/acquired', ident, connection: there[1] })
    return this.#answered(process, name, true)
  }

  /** Asks for a lock and waits for it. */
  asks(process: string, ident: string, args: unknown[] = [], name = 'MainProcess', waits = true): this {
    const [there, here] = this.#ends(process, name)
    this.script.frame(here, there, this.#indexes.get(`${process} ${name}`)!, pickled(tuple(ident, 'acquire', tuple(...args), dict([]))))
    if (waits) this.script.say('s', { name: 'lock/waiting', ident, connection: there[1] })
    return this
  }

  gives(process: string, ident: string, name = 'MainProcess'): this {
    const [there, here] = this.#ends(process, name)
    this.script.frame(here, there, this.#indexes.get(`${process} ${name}`)!, pickled(tuple(ident, 'release', tuple(), dict([]))))
    this.script.say('s', { name: 'lock/released', ident, connection: there[1] })
    return this.#answered(process, name, null)
  }

  #answered(process: string, name: string, result: unknown): this {
    const [there, here] = this.#ends(process, name)
    const key = `${process} ${name}`
    this.script.frame(there, here, this.#indexes.get(key)!, pickled(tuple('#RETURN', result)))
    this.#indexes.set(key, this.#indexes.get(key)! + 1)
    return this
  }

  get sentences(): string[] {
    const run = runOf(this.script.events)
    return momentAt(run).deadlocks.map((deadlock) => deadlockText(deadlock, run, ({ ident }) => ident))
  }
}

test('a circle of three is told in one sentence', () => {
  const scene = new Scene().client('a').client('b').client('c')
  scene.takes('a', 'ink').takes('b', 'gate').takes('c', 'pen').asks('a', 'gate').asks('b', 'pen')
  expect(scene.sentences).toEqual([])
  expect(scene.asks('c', 'ink').sentences).toEqual(['a waits for gate, b for pen and c for ink, and each holds what the one before it wants.'])
})

test('a wait with a timeout is no deadlock', () => {
  const scene = new Scene().client('a').client('b').takes('a', 'ink').takes('b', 'gate')
  expect(scene.asks('a', 'gate', [true, 5]).asks('b', 'ink').sentences).toEqual([])
})

test('another thread of the same process may give the lock back', () => {
  const scene = new Scene().client('a').client('a', 'cpython', 'Thread-1').client('b')
  scene.takes('a', 'ink').takes('b', 'gate').asks('a', 'gate', [], 'Thread-1').asks('b', 'ink')
  expect(scene.sentences).toEqual([])
})

test('a lock that somebody else gave back before is no proof', () => {
  const scene = new Scene().client('a').client('b').takes('a', 'ink').gives('b', 'ink').takes('a', 'ink').takes('b', 'gate')
  expect(scene.asks('a', 'gate').asks('b', 'ink').sentences).toEqual([])
})

test('a Node process that does not say what a call was made within is not accused', () => {
  const scene = new Scene().client('a', 'node').client('b', 'node').takes('a', 'ink').takes('b', 'gate')
  expect(scene.asks('a', 'gate').asks('b', 'ink').sentences).toEqual([])
})

test('who has ended gives nothing back', () => {
  const scene = new Scene().client('a').client('b').takes('a', 'ink').asks('b', 'ink')
  expect(scene.sentences).toEqual([])
  scene.script.say('host', { name: 'process/exited', pid: 21, code: null, signal: 'SIGKILL' })
  expect(scene.sentences).toEqual(['b waits for ink, and a, which holds it, has ended.'])
})
