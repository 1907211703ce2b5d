/** The programs that are measured with, as a person would write them. Each is a workspace's file; all of them are really run. */

export interface Workload {
  /** What the workspace is called. */
  readonly title: string
  /** Texts by file name. */
  readonly files: ReadonlyMap<string, string>
  readonly programs: readonly { readonly name: string; readonly role: 'server' | 'client'; readonly file: string }[]
}

const PLACE = `import { bytes } from 'multiprocessing'

export const address = ['127.0.0.1', Number(process.env.PORT ?? 50000)] as const
export const authkey = bytes('change me')
`

const SERVER = `import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Shelf {
  #notes = new Map<string, string>()

  put(name: string, note: string) {
    this.#notes.set(name, note)
    if (this.#notes.size > 500) this.#notes.clear()
    return this.#notes.size
  }

  take(name: string) {
    const note = this.#notes.get(name)
    if (note === undefined) throw new Error('nothing is called ' + name)
    return note
  }
}

class Counter {
  #count = 0

  add(step = 1) {
    this.#count += step
    return this.#count
  }
}

const shelf = new Shelf()

class Desk extends BaseManager {}

Desk.register('Shelf', { callable: () => shelf })
Desk.register('Counter', { callable: Counter })

const desk = new Desk({ address, authkey })
console.log('the desk is open')
await desk.getServer().serveForever()
`

const HEAD = `import { BaseManager } from 'multiprocessing/managers'
import { address, authkey } from './place'

class Desk extends BaseManager {}

Desk.register('Shelf')
Desk.register('Counter')

export const desk = new Desk({ address, authkey })
await desk.connect()
`

/** Calls of several kinds, one after the other: with short and long arguments, some that fail, now and then a new object. */
const CALLS = `import { desk } from './desk'

export async function work(who: string, calls: number) {
  const shelf = await desk.Shelf()
  let counter = await desk.Counter()
  for (let turn = 1; turn <= calls; turn++) {
    if (turn % 1000 === 0) counter = await desk.Counter()
    if (turn % 500 === 0) await shelf.take('missing ' + turn).catch(() => undefined)
    else if (turn % 5 === 0) await shelf.put(who + ' ' + turn, 'a note of ' + who + ', number ' + turn + '. '.repeat(turn % 40))
    else if (turn % 5 === 1 && turn > 1) await shelf.take(who + ' ' + (turn - 1)).catch(() => undefined)
    else await counter.add(turn)
  }
}
`

/** Objects that are all kept. */
const OBJECTS = `import { desk } from './desk'

export async function work(who: string, count: number) {
  const kept = []
  for (let turn = 1; turn <= count; turn++) {
    const counter = await desk.Counter()
    if (turn % 10 === 0) await counter.add(turn)
    kept.push(counter)
  }
  return kept
}
`

/**
 * As many calls as there can be: many under way at a time. What was really asked is counted in a file, beside the trace.
 * A program that nobody stops ends by itself.
 */
const FLOOD = `import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { desk } from './desk'

const counts = process.env.BENCH_COUNTS

export async function work(who: string, lanes: number) {
  const counter = await desk.Counter()
  let calls = 0
  const tell = () => {
    if (counts) appendFileSync(path.join(counts, who), Date.now() + ' ' + calls + '\\n')
  }
  tell()
  setInterval(tell, 250).unref()
  console.log(who, 'begins')
  const end = Date.now() + 120_000
  const lane = async () => {
    while (Date.now() < end) {
      await counter.add(1)
      calls++
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
`

function workload(title: string, work: string, clients: readonly string[], amount: number): Workload {
  const files = new Map([
    ['place.ts', PLACE],
    ['desk.ts', HEAD],
    ['work.ts', work],
    ['server.ts', SERVER],
  ])
  for (const name of clients) files.set(`${name}.ts`, `import { work } from './work'\n\nawait work('${name}', ${amount})\n`)
  return {
    title,
    files,
    programs: [{ name: 'server', role: 'server', file: 'server.ts' }, ...clients.map((name) => ({ name, role: 'client' as const, file: `${name}.ts` }))],
  }
}

const CLIENTS = ['anna', 'boris', 'clara', 'david'] as const

/** About `frames` frames of four clients, at least: each call is two. */
export function manyFrames(frames: number): Workload {
  return workload('Many frames', CALLS, CLIENTS, Math.ceil(frames / 2 / CLIENTS.length))
}

/** A server alone, that says a word when it is there. */
export function server(): Workload {
  return workload('First output', CALLS, [], 0)
}

/** `objects` objects that four clients keep. */
export function manyObjects(objects: number): Workload {
  return workload('Many objects', OBJECTS, CLIENTS, Math.ceil(objects / CLIENTS.length))
}

/** Clients that call as fast as they can. @param lanes calls under way at a time, a client */
export function flood(clients: number, lanes: number): Workload {
  return workload('Flood', FLOOD, CLIENTS.slice(0, clients), lanes)
}
