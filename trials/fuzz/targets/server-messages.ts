/**
 * A real server, without a socket: pickles as requests, on a bound connection and on fresh ones, by a client that holds the
 * key. Every request is answered or waits; what waits ends when its client goes; nothing but `shutdown` ends the server.
 *
 * The first byte chooses: bound or fresh. The rest is the pickle of the request. `object-00003` stands for the ident of the
 * fourth object.
 */
import { Connection } from '../../../engine/connection/connection.ts'
import { answerChallenge, deliverChallenge } from '../../../engine/connection/authentication.ts'
import '../../../engine/managers/rebuild-proxy.ts'
import { Server } from '../../../engine/managers/server.ts'
import { registryOf } from '../../../engine/managers/registry.ts'
import type { Registry } from '../../../engine/managers/registry.ts'
import { SyncManager } from '../../../engine/managers/sync-manager.ts'
import { dumps, loads } from '../../../engine/pickle/index.ts'
import { isReplyKind } from '../../../engine/protocol/messages.ts'
import { Token } from '../../../engine/protocol/token.ts'
import { Dict } from '../../../engine/values/dict.ts'
import { tuple } from '../../../engine/values/tuple.ts'
import { mutatePickleBehind } from '../mutate-pickle.ts'
import { join } from '../mutate.ts'
import { ADDRESS, connectInMemory } from '../stand-ins/listener.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const KEY = new TextEncoder().encode('the key of the fuzzer')
/** After so many requests another server takes over: objects that were made stay as long as theirs does. */
const TERM = 400
/** Turns of the event loop that an answer may take before the request counts as waiting. */
const TURNS = 4
/** Pools start processes, as whoever asks for one wants; so it is not asked for here. */
const registry: Registry = new Map([...registryOf(SyncManager)].filter(([typeid]) => typeid !== 'Pool'))

const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  list: [[1, 2, 3]], dict: [new Map([['a', 1]])], set: [new Set([1, 2])], Value: ['i', 5], Array: ['d', [1, 2]], SharedValue: ['i', 5], SharedStruct: ['id', [1, 2]],
  SharedArray: ['i', [1, 2, 3]], Semaphore: [2], BoundedSemaphore: [2], Barrier: [2], Queue: [3], Iterator: [[1, 2, 3]],
}
const TYPEIDS = [...registry.keys()].filter((typeid) => registry.get(typeid)!.callable !== undefined)

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

class Served {
  readonly server = new Server(registry, null, KEY)
  readonly serving = this.server.serveForever()
  readonly idents: string[] = []
  served = 0
  #bound: Connection | undefined

  async open(): Promise<Connection> {
    const connection = new Connection(connectInMemory(), { end: 'client' })
    await answerChallenge(connection, KEY)
    await deliverChallenge(connection, KEY)
    return connection
  }

  async begin(): Promise<void> {
    await turn()
    for (const typeid of TYPEIDS) {
      const connection = await this.open()
      await connection.send(tuple(null, 'create', tuple(typeid, ...(ARGUMENTS[typeid] ?? [])), new Dict()))
      const [kind, value] = (await connection.recv()) as [unknown, [string, unknown]]
      promise(kind === '#RETURN', `create ${typeid}: ${String(kind)} ${String(value)}`)
      this.idents.push(value[0])
      connection.close()
    }
  }

  async bound(): Promise<Connection> {
    if (this.#bound && !this.#bound.closed) return this.#bound
    this.#bound = await this.open()
    await this.#bound.send(tuple(null, 'accept_connection', tuple('fuzz'), new Dict()))
    await this.#bound.recv()
    return this.#bound
  }

  async end(): Promise<void> {
    this.#bound?.close()
    this.server.stop()
    await this.serving
    for (let turns = 0; this.server.connectionCount > 0; turns++) {
      promise(turns < 100, `${this.server.connectionCount} connections are open after the server has ended`)
      await turn()
    }
  }
}

let served: Served | undefined

async function theServer(): Promise<Served> {
  if (served && served.served++ < TERM) return served
  const before = served
  served = undefined
  await before?.end()
  served = new Served()
  await served.begin()
  return served
}

const PLACE = new TextEncoder().encode('object-')

/** Puts the idents of this server's objects in the places that are kept for them. */
function filled(pickle: Uint8Array, idents: readonly string[]): Uint8Array {
  const bytes = Buffer.from(pickle)
  for (let at = bytes.indexOf(PLACE); at >= 0 && at + 12 <= bytes.length; at = bytes.indexOf(PLACE, at + 1)) {
    const ident = idents[Number.parseInt(bytes.toString('latin1', at + 7, at + 12), 10) % idents.length]
    if (ident !== undefined) bytes.write(ident, at, 'latin1')
  }
  return bytes
}

/** The answer, or undefined for a request that waits. */
async function answerTo(connection: Connection): Promise<unknown> {
  let answer: { readonly value: unknown } | undefined
  const receiving = connection.recvBytes().then(
    (bytes) => (answer = { value: loads(bytes, { inert: true }) }),
    () => (answer = { value: undefined }),
  )
  for (let turns = 0; turns < TURNS && answer === undefined; turns++) await turn()
  const known = answer as { readonly value: unknown } | undefined
  if (known === undefined) {
    connection.close()
    await receiving
    return undefined
  }
  return known.value
}

const place = (at: number): string => `object-${String(at).padStart(5, '0')}`
const request = (bound: boolean, ident: unknown, name: unknown, args: readonly unknown[], kwds: Readonly<Record<string, unknown>> = {}): Uint8Array =>
  join(Uint8Array.of(bound ? 0 : 1), dumps(tuple(ident, name, tuple(...args), new Dict(Object.entries(kwds)))))

function methodSeeds(): Uint8Array[] {
  return TYPEIDS.flatMap((typeid, at) => {
    const exposed = registry.get(typeid)!.exposed ?? ['get', 'set', 'append', 'put', 'is_set', 'wait', 'acquire', 'release', 'notify', 'keys', 'items', 'pop', 'qsize']
    const names = [...new Set([...exposed, '__str__', '__repr__', '#GETVALUE'])]
    return names.flatMap((name) => [[], [0], ['a'], [0, 1], [[1, 2]], [true, 0]].map((args) => request(true, place(at), name, args)))
  })
}

export const target: Target = {
  seeds: () => [
    ...methodSeeds(),
    ...TYPEIDS.flatMap((typeid) => [[], ARGUMENTS[typeid] ?? [], [-1], ['x', 'y'], [null]].map((args) => request(false, null, 'create', [typeid, ...args]))),
    ...['dummy', 'debug_info', 'number_of_objects', 'get_methods', 'incref', 'decref', 'accept_connection', 'shutdown', 'serve_client', '__init__', 'constructor', '__proto__'].flatMap((name) => [
      request(false, null, name, []), request(false, null, name, [place(0)]), request(false, null, name, [new Token('list', ADDRESS, place(0))]),
    ]),
    ...['constructor', '__proto__', '__class__', '__defineGetter__', 'hasOwnProperty', 'toString', 'then', '_items', '#items', 'map', 'sort', '__getattribute__', '__setattr__'].map((name) => request(true, place(0), name, ['constructor'])),
    request(true, place(0), 'append', [new Token('list', ADDRESS, place(1))]), request(true, 'nobody', 'append', []), request(true, place(0), 'append', [], { object: 1 }), request(true, place(0), 'append', [], { constructor: 1 }),
    join(Uint8Array.of(0), dumps(null)), join(Uint8Array.of(0), dumps([])), join(Uint8Array.of(1), dumps(tuple(1, 2, 3))), join(Uint8Array.of(1), dumps('dummy')),
    join(Uint8Array.of(0), new TextEncoder().encode("cos\nsystem\n(S'id'\ntR.")),
  ],
  async run(input) {
    const the = await theServer()
    const isBound = ((input[0] ?? 0) & 1) === 0
    const pickle = filled(input.subarray(1), the.idents)
    const connection = isBound ? await the.bound() : await the.open()
    try {
      await connection.sendBytes(pickle)
    } catch {
      // It was closed; the next request opens another.
      return
    }
    const reply = await answerTo(connection)
    if (!isBound) connection.close()
    if (the.server.address === undefined || reply === undefined) {
      // It waited and was left, or it was `shutdown`: then another server takes over.
      if (await isOver(the)) served = undefined
      return
    }
    promise(Array.isArray(reply) && reply.length === 2 && isReplyKind(reply[0]), 'a reply is a kind and a value')
    const [kind, value] = reply as [string, unknown]
    if (kind === '#TRACEBACK' || kind === '#UNSERIALIZABLE') {
      promise(typeof value === 'string', 'a traceback is a text')
      promise(!JAVASCRIPT.test(value), `an error of JavaScript's came out:\n${value.slice(0, 1500)}`)
    }
    if (await isOver(the)) served = undefined
  },
  expected: () => false,
  mutate: mutatePickleBehind(1),
  dictionary: [...TYPEIDS.slice(0, 20), 'append', '__getitem__', '__setitem__', 'acquire', 'release', 'constructor', '__proto__', 'create', 'incref', 'decref', 'object-00000', 'object-00005'],
  limit: 1024,
}

/** Words that V8 has and Python has not. */
const JAVASCRIPT = /is not a function|(?<!' object) is not iterable|Cannot read propert|Cannot convert|is not defined|undefined is not|Invalid array length|Cannot mix BigInt|Reduce of empty|is not a constructor|Maximum call stack|Invalid time value|Cannot set propert|Cannot assign|object is not extensible|Invalid string length|Cannot destructure|Private field/

async function isOver({ serving }: Served): Promise<boolean> {
  const over = await Promise.race([serving.then(() => true), turn().then(() => false)])
  return over
}
