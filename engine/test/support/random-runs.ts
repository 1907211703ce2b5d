/**
 * Runs that never happened and could have: processes that connect, create, call, lock, wait, pickle and die, in a random
 * order that a seed repeats. Each process is a generator that yields after each event; whose turn is next is drawn.
 */
import { dict } from '../../values/dict.ts'
import { tuple } from '../../values/tuple.ts'
import { Token } from '../../protocol/token.ts'
import { registerReduction, Global } from '../../pickle/index.ts'
import type { TraceEvent, TraceEventBody } from '../../protocol/trace.ts'
import { Random } from './random.ts'
import { bytes, pickled, Script } from './runs.ts'

type Turns = Generator<undefined, void, undefined>

/** What a run consists of. */
export interface RandomRunOptions {
  readonly seed: number
  readonly runtime?: 'node' | 'cpython'
  /** Whether locks are taken in one order, so that nobody waits for ever. Default true. */
  readonly orderly?: boolean
  /** Whether processes die in the middle of things. Default false. */
  readonly deaths?: boolean
  readonly steps?: number
}

interface SharedThing {
  readonly ident: string
  readonly typeid: string
  refcount: number
  holder: Thread | undefined
}

interface Thread {
  readonly process: string
  readonly name: string
  end: [string, string] | undefined
  /** The server's name of the connection. */
  there: [string, string] | undefined
  index: number
  readonly held: SharedThing[]
}

const ADDRESS = 'random.sock'
registerReduction(Token, (token) => ({
  callable: new Global('multiprocessing.managers', 'Token'),
  made: 'newobj',
  args: [],
  state: tuple(token.typeid, token.address as string, token.id),
}))

/** The events of one run, as one reader would get them: in order of time. */
export function randomRun({ seed, runtime = 'cpython', orderly = true, deaths = false, steps = 12 }: RandomRunOptions): TraceEvent[] {
  return new World(seed, runtime, orderly, deaths, steps).run()
}

class World {
  readonly script = new Script()
  readonly #random: Random
  readonly #runtime: 'node' | 'cpython'
  readonly #orderly: boolean
  readonly #deaths: boolean
  readonly #steps: number
  readonly #things: SharedThing[] = []
  readonly #locks: SharedThing[] = []
  readonly #dead = new Set<string>()
  /** By thread and lock: the number of its acquire. */
  readonly #numbers = new Map<string, number>()
  #connections = 0
  #idents = 0
  #acquires = 0

  constructor(seed: number, runtime: 'node' | 'cpython', orderly: boolean, deaths: boolean, steps: number) {
    this.#random = new Random(seed, true)
    this.#runtime = runtime
    this.#orderly = orderly
    this.#deaths = deaths
    this.#steps = steps
  }

  run(): TraceEvent[] {
    const { script } = this
    this.#started('s', 10)
    script.say('s', { name: 'listener/bound', listener: 's.l', address: ADDRESS })
    // What all of them use.
    for (let number = 0; number < 3; number++) {
      const lock: SharedThing = { ident: (0x7e0000 + 16 * number).toString(16), typeid: 'Lock', refcount: 1, holder: undefined }
      this.#say('s', { name: 'object/created', ident: lock.ident, typeid: lock.typeid, refcount: 1, type: 'lock' })
      this.#locks.push(lock)
    }
    const count = 2 + this.#below(3)
    let turns: Turns[] = []
    for (let number = 0; number < count; number++) {
      const process = `p${number}`
      const threads = this.#runtime === 'node' ? 1 + this.#below(2) : 1
      turns.push(this.#process(process, 20 + number, threads, turns))
    }
    while (turns.length > 0) {
      const at = this.#below(turns.length)
      if (turns[at]!.next().done === true) turns.splice(at, 1)
      // Those that wait for a lock that nobody will give back stand still: so does the run.
      if (turns.length > 0 && this.#idle > turns.length * 50) break
    }
    turns = []
    return script.events
  }

  /** Turns in a row in which nothing was said. */
  #idle = 0

  #below(bound: number): number {
    return this.#random.below(bound)
  }

  #say(process: string, body: TraceEventBody): void {
    if (this.#dead.has(process)) return
    this.#idle = 0
    this.script.say(process, body)
  }

  #started(process: string, pid: number): void {
    this.#say(process, { name: 'process/started', pid, ppid: 1, label: process, runtime: this.#runtime, version: '3.13.0', wall: 0 })
  }

  *#process(process: string, pid: number, threads: number, turns: Turns[]): Turns {
    this.#started(process, pid)
    yield
    for (let number = 1; number < threads; number++) turns.push(this.#thread(process, pid, number))
    yield* this.#thread(process, pid, 0)
    if (threads > 1) return
    this.#say(process, { name: 'process/exited', pid, code: 0, signal: null })
  }

  *#thread(process: string, pid: number, number: number): Turns {
    const thread: Thread = { process, name: number === 0 ? process : `${process}|Thread-${number}`, end: undefined, there: undefined, index: 3, held: [] }
    const proxies: SharedThing[] = []
    for (const lock of this.#locks) yield* this.#incref(process, lock, 'proxy/created')
    proxies.push(...this.#locks)
    const steps = 3 + this.#below(this.#steps)
    for (let step = 0; step < steps; step++) {
      if (this.#dead.has(process)) return
      if (this.#deaths && this.#below(40) === 0) {
        this.#say('s', { name: 'process/exited', pid, code: null, signal: 'SIGKILL' })
        this.#dead.add(process)
        return
      }
      const thing = proxies[this.#below(proxies.length)]
      switch (this.#below(8)) {
        case 0:
        case 1:
          yield* this.#create(thread, proxies)
          break
        case 2:
          if (this.#things.length > 0) yield* this.#adopt(thread, this.#things[this.#below(this.#things.length)]!, proxies)
          break
        case 3:
          if (thing !== undefined) yield* this.#call(thread, thing, 'append', [step], null)
          break
        case 4:
          if (thing !== undefined) yield* this.#call(thread, thing, '__str__', [], `[${step}]`)
          break
        case 5:
          if (thing !== undefined && !thread.held.includes(thing)) yield* this.#release(thread, thing, proxies)
          break
        case 6:
        case 7:
          yield* this.#lockAndUnlock(thread, proxies)
      }
      yield
    }
    for (const thing of thread.held.splice(0)) yield* this.#unlock(thread, thing)
    for (const thing of proxies.slice()) yield* this.#release(thread, thing, proxies)
  }

  /** Opens a connection and shakes hands. */
  *#connect(process: string): Generator<undefined, { here: [string, string]; there: [string, string] }, undefined> {
    const number = ++this.#connections
    const here: [string, string] = [process, `${process}.${number}`]
    const there: [string, string] = ['s', `s.${number}`]
    this.#say(process, { name: 'connection/opened', connection: here[1], end: 'client', address: ADDRESS })
    yield
    this.#say('s', { name: 'connection/opened', connection: there[1], end: 'listener', address: ADDRESS })
    yield
    const challenge = (side: number) => bytes('#CHALLENGE#{sha256}', Uint8Array.from({ length: 40 }, (_, at) => (at === 39 ? side : number >> (8 * (at % 4)))))
    const answer = bytes('{sha256}', new Uint8Array(32).fill(number))
    yield* this.#frame(there, here, 0, challenge(1))
    yield* this.#frame(here, there, 0, answer)
    yield* this.#frame(there, here, 1, bytes('#WELCOME#'))
    yield* this.#frame(here, there, 1, challenge(2))
    yield* this.#frame(there, here, 2, answer)
    yield* this.#frame(here, there, 2, bytes('#WELCOME#'))
    return { here, there }
  }

  *#frame(from: [string, string], to: [string, string], index: number, payload: Uint8Array, more: object = {}): Turns {
    if (this.#dead.has(from[0])) return
    const said = { index, size: payload.length, payload: Buffer.from(payload).toString('base64') }
    this.#say(from[0], { name: 'frame/sent', connection: from[1], ...said, ...more })
    yield
    this.#say(to[0], { name: 'frame/received', connection: to[1], ...said })
    yield
  }

  /** Asks the server itself, on a connection of its own. */
  *#ask(process: string, method: string, args: unknown[], serve: () => unknown): Turns {
    const { here, there } = yield* this.#connect(process)
    yield* this.#frame(here, there, 3, pickled(tuple(null, method, tuple(...args), dict([]))))
    if (this.#dead.has(process)) return
    yield* this.#frame(there, here, 3, pickled(tuple('#RETURN', serve())))
    this.#say(process, { name: 'connection/closed', connection: here[1], by: 'here' })
    yield
    this.#say('s', { name: 'connection/closed', connection: there[1], by: 'there' })
  }

  *#create(thread: Thread, proxies: SharedThing[]): Turns {
    const { process } = thread
    const thing: SharedThing = { ident: (0x7f0000 + 16 * ++this.#idents).toString(16), typeid: this.#below(2) === 0 ? 'Lock' : 'list', refcount: 0, holder: undefined }
    yield* this.#ask(process, 'create', [thing.typeid], () => {
      thing.refcount = 1
      this.#say('s', { name: 'object/created', ident: thing.ident, typeid: thing.typeid, refcount: 1, type: thing.typeid === 'Lock' ? 'lock' : 'list' })
      return tuple(thing.ident, tuple('append', 'acquire', 'release'))
    })
    yield* this.#incref(process, thing, 'proxy/created')
    yield* this.#decref(process, thing)
    if (this.#dead.has(process)) return
    this.#things.push(thing)
    proxies.push(thing)
  }

  *#incref(process: string, thing: SharedThing, event: 'proxy/created' | 'proxy/rebuilt'): Turns {
    yield* this.#ask(process, 'incref', [thing.ident], () => {
      thing.refcount += 1
      this.#say('s', { name: 'object/increfed', ident: thing.ident, typeid: thing.typeid, refcount: thing.refcount })
      return null
    })
    this.#say(process, { name: event, ident: thing.ident, typeid: thing.typeid, address: ADDRESS })
    yield
  }

  *#decref(process: string, thing: SharedThing): Turns {
    yield* this.#ask(process, 'decref', [thing.ident], () => {
      thing.refcount -= 1
      this.#say('s', { name: thing.refcount === 0 ? 'object/disposed' : 'object/decrefed', ident: thing.ident, typeid: thing.typeid, refcount: thing.refcount })
      return null
    })
  }

  /** Gets a proxy out of a pickle that another process made a moment ago. */
  *#adopt(thread: Thread, thing: SharedThing, proxies: SharedThing[]): Turns {
    if (thing.refcount === 0 || proxies.includes(thing)) return
    // Whoever sent it keeps its own until this one counts.
    thing.refcount += 1
    this.#say('s', { name: 'proxy/pickled', ident: thing.ident, typeid: thing.typeid, address: ADDRESS })
    yield
    thing.refcount -= 1
    if (thing.refcount === 0) return
    yield* this.#incref(thread.process, thing, 'proxy/rebuilt')
    if (!this.#dead.has(thread.process)) proxies.push(thing)
  }

  *#release(thread: Thread, thing: SharedThing, proxies: SharedThing[]): Turns {
    if (thread.held.includes(thing)) return
    const at = proxies.indexOf(thing)
    if (at < 0) return
    proxies.splice(at, 1)
    this.#say(thread.process, { name: 'proxy/released', ident: thing.ident, typeid: thing.typeid, address: ADDRESS })
    yield
    yield* this.#decref(thread.process, thing)
  }

  *#bind(thread: Thread): Turns {
    if (thread.end !== undefined) return
    const { here, there } = yield* this.#connect(thread.process)
    thread.end = here
    thread.there = there
    yield* this.#frame(here, there, 3, pickled(tuple(null, 'accept_connection', tuple(thread.name), dict([]))))
    yield* this.#frame(there, here, 3, pickled(tuple('#RETURN', null)))
    thread.index = 4
  }

  *#call(thread: Thread, thing: SharedThing, method: string, args: unknown[], result: unknown, serve?: () => Turns): Turns {
    yield* this.#bind(thread)
    if (thread.end === undefined || thread.there === undefined || this.#dead.has(thread.process)) return
    const index = thread.index++
    const line = this.#runtime === 'node' ? { holding: thread.held.map(({ ident }) => this.#numbers.get(`${thread.name} ${ident}`) ?? 0) } : {}
    const own = this.#runtime === 'node' && method === 'acquire' ? { acquire: ++this.#acquires } : {}
    if (own.acquire !== undefined) this.#numbers.set(`${thread.name} ${thing.ident}`, own.acquire)
    const token = this.#below(6) === 0 ? [new Token(thing.typeid, ADDRESS, thing.ident)] : []
    yield* this.#frame(thread.end, thread.there, index, pickled(tuple(thing.ident, method, tuple(...args, ...(method === 'append' ? token : [])), dict([]))), { ...line, ...own })
    if (serve !== undefined) yield* serve()
    yield* this.#frame(thread.there, thread.end, index, pickled(tuple('#RETURN', result)))
  }

  *#lockAndUnlock(thread: Thread, proxies: SharedThing[]): Turns {
    const locks = proxies.filter(({ typeid }) => typeid === 'Lock')
    const held = thread.held[thread.held.length - 1]
    if (held !== undefined && this.#below(2) === 0) return yield* this.#unlock(thread, thread.held.pop()!)
    const free = locks.filter((lock) => !thread.held.includes(lock) && (!this.#orderly || thread.held.every(({ ident }) => ident < lock.ident)))
    const lock = free[this.#below(free.length)]
    if (lock === undefined) return
    const world = this
    yield* this.#call(thread, lock, 'acquire', [], true, function* () {
      const [server, connection] = thread.there!
      if (lock.holder !== undefined) {
        world.#say(server, { name: 'lock/waiting', ident: lock.ident, connection })
        while (lock.holder !== undefined) {
          world.#idle += 1
          yield
        }
      }
      lock.holder = thread
      world.#say(server, { name: 'lock/acquired', ident: lock.ident, connection })
    })
    thread.held.push(lock)
  }

  *#unlock(thread: Thread, lock: SharedThing): Turns {
    const world = this
    yield* this.#call(thread, lock, 'release', [], null, function* () {
      const [server, connection] = thread.there!
      lock.holder = undefined
      world.#say(server, { name: 'lock/released', ident: lock.ident, connection })
      yield
    })
  }
}
