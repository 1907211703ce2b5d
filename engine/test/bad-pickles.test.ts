/** Pickles that are none, that ask for too much, or that would run something: answered, and nothing happens. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../connection/connection.ts'
import { OPCODES, Opaque, dumps, loads } from '../pickle/index.ts'
import type { ListProxy } from '../managers/index.ts'
import { TypeError as PythonTypeError } from '../values/exceptions.ts'
import { Dict, bytes, repr, tuple } from '../values/index.ts'
import { LiveServer } from './support/live-server.ts'
import { Random } from './support/random.ts'
import { useProcesses, pythonsOf } from './support/processes.ts'

const processes = useProcesses()

/** A server, a bound connection to it, and a list there. */
interface Setting extends AsyncDisposable {
  readonly live: LiveServer
  readonly connection: Connection
  readonly list: ListProxy
}

async function setting(): Promise<Setting> {
  const live = await LiveServer.start()
  const list = await live.manager.list<unknown>(['kept'])
  const { connection, ...client } = await live.bound()
  return {
    live,
    connection,
    list,
    async [Symbol.asyncDispose]() {
      // The connection is in step: this question has this answer.
      await connection.send(tuple(list.token.id, '__getitem__', tuple(0), {}))
      expect(await connection.recv()).toEqual(tuple('#RETURN', 'kept'))
      await client[Symbol.asyncDispose]()
      await list.dispose()
      await live[Symbol.asyncDispose]()
    },
  }
}

const refused = (words: string | RegExp) =>
  tuple('#TRACEBACK', typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words))

async function ask(connection: Connection, payload: Uint8Array): Promise<unknown> {
  await connection.sendBytes(payload)
  return connection.recv()
}

/** Opcodes by hand: texts are ASCII, numbers are bytes, lists may be nested. */
type Code = string | number | Uint8Array | readonly Code[]
function program(...code: Code[]): Uint8Array {
  return Buffer.concat(code.map((part) => (typeof part === 'string' ? bytes(part) : typeof part === 'number' ? Uint8Array.of(part) : part instanceof Uint8Array ? part : program(...part))))
}
/** A request `(ident, name, (argument,), {})` whose argument is made by opcodes. */
const request = (ident: string, name: string, ...argument: Code[]): Uint8Array =>
  program(0x80, 4, '(', text(ident), text(name), argument, 0x85, '}', 't.')
const text = (value: string): Code => [0x8c, value.length, value]
const uint32 = (value: number): Uint8Array => {
  const four = new Uint8Array(4)
  new DataView(four.buffer).setUint32(0, value, true)
  return four
}
const uint64 = (value: bigint): Uint8Array => {
  const eight = new Uint8Array(8)
  new DataView(eight.buffer).setBigUint64(0, value, true)
  return eight
}
const times = (count: number, code: Code): Uint8Array => {
  const one = program(code)
  const all = new Uint8Array(count * one.length)
  for (let nth = 0; nth < count; nth++) all.set(one, nth * one.length)
  return all
}

test.each([0, 2, 4])('a request of protocol %i cut off at every byte is refused, and the connection goes on', async (protocol) => {
  await using at = await setting()
  const whole = dumps(tuple(at.list.token.id, 'count', tuple('a', 1.5, [1, 2 ** 40, bytes('b')], new Dict([[null, true]])), {}), { protocol })
  await at.live.meanwhile(async () => {
    for (let length = 0; length < whole.length; length++) {
      expect(await ask(at.connection, whole.subarray(0, length))).toEqual(refused('UnpicklingError: '))
    }
  })
})

test('every byte that is no opcode is refused, and so is every opcode that finds nothing to work on', async () => {
  await using at = await setting()
  const known = new Set(OPCODES.map(({ code }) => code))
  for (let code = 0; code < 256; code++) {
    const answer = await ask(at.connection, Uint8Array.of(0x80, 4, code, 0x2e))
    if (!known.has(code)) expect(answer).toEqual(refused(/UnpicklingError: 0x.. at byte 2: there is no such opcode/))
    else expect(answer).toEqual(refused('Error: '))
  }
})

test('requests with a few bytes changed are answered, whatever they say now', async () => {
  const random = new Random()
  await using at = await setting()
  const ident = at.list.token.id
  const originals = [0, 1, 2, 3, 4, 5].map((protocol) =>
    dumps(tuple(ident, 'count', tuple(['a', 1.5, null, { b: [true, tuple(1n << 70n)] }, new Opaque(null, 'reduce', [])].slice(0, 4)), {}), { protocol }),
  )
  await at.live.meanwhile(async () => {
    for (let nth = 0; nth < 2000; nth++) {
      const changed = Uint8Array.from(random.pick(originals))
      for (let change = random.below(4); change >= 0; change--) changed[random.below(changed.length)] = random.below(256)
      const [kind] = (await ask(at.connection, changed)) as [string]
      expect(['#RETURN', '#ERROR', '#TRACEBACK']).toContain(kind)
    }
  })
})

test('a pickle with bytes behind its end is taken as CPython takes it: without them', async () => {
  await using at = await setting()
  const whole = dumps(tuple(at.list.token.id, '__len__', tuple(), {}))
  expect(await ask(at.connection, program(whole, 'and more'))).toEqual(tuple('#RETURN', 1))
})

describe('pickles that ask for more than there is', () => {
  const huge: Record<string, Code> = {
    'bytes of 4 GiB': ['B', uint32(0xffffffff)],
    'bytes of 2⁶³': [0x8e, uint64(1n << 63n)],
    'a bytearray of 2⁶⁰': [0x96, uint64(1n << 60n)],
    'a text of 2⁶⁰': [0x8d, uint64(1n << 60n)],
    'a text of 4 GiB': ['X', uint32(0xffffffff)],
    'an int of 2 GiB': [0x8b, uint32(0x7fffffff)],
    'an int of a negative length': [0x8b, uint32(0x80000000)],
    'a frame of 2⁶³': [0x95, uint64(1n << 63n)],
    'an int of ten million digits': ['L', '9'.repeat(10_000_000), 'L\n'],
    'a memo entry that is not there': ['j', uint32(0xffffffff)],
    'a tuple of nothing': [0x87],
    'items of a mark that is not there': [']', 'e'],
    'an odd number of keys and values': ['}', '(', text('a'), 'u'],
    'a key that cannot be one': ['}', ']', text('a'), 's'],
    'a protocol that there is not': [0x80, 6],
    'twenty thousand marks': [times(20_000, '('), 'N'],
  }
  test.each(Object.entries(huge))('%s', async (_name, argument) => {
    await using at = await setting()
    expect(await ask(at.connection, request(at.list.token.id, 'count', argument))).toEqual(refused('UnpicklingError: '))
  })

  test('a million memo entries, a million references, and numbers with gaps between them are only values', async () => {
    await using at = await setting()
    const full = [text('x'), times(1_000_000, 0x94), times(1_000_000, ['0', 'j', uint32(999_999)])]
    expect(await ask(at.connection, request(at.list.token.id, 'count', full))).toEqual(tuple('#RETURN', 0))
    const sparse = ['N', Array.from({ length: 5000 }, (_, nth) => program('r', uint32(nth * 800_000)))]
    expect(await ask(at.connection, request(at.list.token.id, 'count', sparse))).toEqual(tuple('#RETURN', 0))
  })
})

/** A list of ten references to a list of ten references … `depth` times, and at last ten texts: 10 ** (depth + 1) of them. */
function laughs(depth: number, made: 'list' | 'tuple'): Code[] {
  const level = (inside: Code[], memo: number): Code[] =>
    made === 'list'
      ? [']', '(', inside, times(9, ['h', memo - 1]), 'e', 0x94]
      : ['(', inside, times(9, ['h', memo - 1]), 't', 0x94]
  let code: Code[] = [text('lol'), 0x94]
  for (let nth = 0; nth <= depth; nth++) code = level(code, nth + 1)
  return code
}

describe('values that are small on the wire and endless to look at', () => {
  test.each(['list', 'tuple'] as const)('a %s of a billion laughs is stored and given back', async (made) => {
    await using at = await setting()
    const { id } = at.list.token
    expect(await ask(at.connection, request(id, 'append', laughs(8, made)))).toEqual(tuple('#RETURN', null))
    await at.connection.send(tuple(id, 'pop', tuple(), {}))
    const reply = await at.connection.recvBytes()
    // Shared parts stay shared: it is as small as it came.
    expect(reply.length).toBeLessThan(1000)
    let [, value] = loads(reply) as [string, unknown]
    for (let depth = 0; depth <= 8; depth++) {
      expect(value).toHaveLength(10)
      value = (value as unknown[])[9]
    }
    expect(value).toBe('lol')
  })

  test('its text is refused, and the list goes on', async () => {
    await using at = await setting()
    const { id } = at.list.token
    await ask(at.connection, request(id, 'append', laughs(40, 'list')))
    for (const name of ['__repr__', '__str__']) {
      await at.connection.send(tuple(id, name, tuple(), {}))
      expect(await at.connection.recv()).toEqual(refused('MemoryError'))
    }
    expect(await at.live.manager.debugInfo()).toContain("['kept', [[[[[[")
    await using space = await at.live.manager.Namespace()
    await ask(at.connection, program(0x80, 4, '(', text(space.token.id), text('__setattr__'), text('x'), laughs(40, 'list'), 0x86, '}', 't.'))
    await expect(space.callMethod('__repr__')).rejects.toThrow('MemoryError')
    await at.list.pop()
  }, 30_000)

  test.each(['list', 'tuple'] as const)('two of them as a %s are compared', async (made) => {
    await using at = await setting()
    const { id } = at.list.token
    await ask(at.connection, request(id, 'append', laughs(40, made)))
    expect(await ask(at.connection, request(id, 'count', laughs(40, made)))).toEqual(tuple('#RETURN', 1))
    expect(await ask(at.connection, request(id, 'count', laughs(39, made)))).toEqual(tuple('#RETURN', 0))
    await at.list.pop()
  })

  test('one of them is no key', async () => {
    await using at = await setting()
    const answer = await ask(at.connection, request(at.list.token.id, 'append', '}', laughs(40, 'tuple'), 'Ns'))
    expect(answer).toEqual(refused('UnpicklingError: SETITEM'))
  })

  test('a hundred thousand tuples in one another are kept or refused, and never end the server', async () => {
    await using at = await setting()
    const { id } = at.list.token
    const deep: Code[] = ['N', times(100_000, 0x85)]
    const deepLists: Code[] = [times(100_000, ']'), times(99_999, 'a')]
    for (const value of [deep, deepLists]) {
      expect(await ask(at.connection, request(id, 'append', value))).toEqual(tuple('#RETURN', null))
      await at.connection.send(tuple(id, '__getitem__', tuple(1), {}))
      expect(await at.connection.recv()).toEqual(tuple('#UNSERIALIZABLE', expect.stringContaining('PicklingError: ')))
      await at.connection.send(tuple(id, '__repr__', tuple(), {}))
      expect(await at.connection.recv()).toEqual(tuple('#RETURN', expect.stringContaining("['kept', ")))
      expect(await ask(at.connection, request(id, 'count', value))).toEqual(tuple('#ERROR', expect.objectContaining({ name: 'RecursionError' })))
      expect(await ask(at.connection, request(id, 'append', '}', value, 'Ns'))).toEqual(refused('UnpicklingError: SETITEM'))
      await ask(at.connection, dumps(tuple(id, '__delitem__', tuple(1), {})))
    }
  })

  test('a list within itself is text, is not endless to compare, and comes back within itself', async () => {
    await using at = await setting()
    const { id } = at.list.token
    const cycle: Code[] = [']', 0x94, 'h', 0, 'a']
    await ask(at.connection, request(id, 'append', cycle))
    expect(await at.list.str()).toBe("['kept', [[...]]]")
    const [, error] = (await ask(at.connection, request(id, 'count', cycle))) as [string, Error]
    expect(error.name).toBe('RecursionError')
    const back = (await at.list.pop()) as unknown[]
    expect(back[0]).toBe(back)
  })
})

/** Pickles that make CPython call something, as GLOBAL and as STACK_GLOBAL. */
function calls(file: string): Record<string, Code> {
  const global = (module: string, name: string): Code => [text(module), text(name), 0x93]
  const argument = (value: string): Code => [text(value), 0x85]
  return {
    'os.system': [global('os', 'system'), argument(`touch ${file}`), 'R'],
    'posix.system of protocol 0': ['cposix\nsystem\n(', `S'touch ${file}'\n`, 'tR'],
    'builtins.eval': [global('builtins', 'eval'), argument(`open(${repr(file)}, 'w').close()`), 'R'],
    'builtins.exec': [global('builtins', 'exec'), argument(`open(${repr(file)}, 'w').close()`), 'R'],
    'builtins.open': [global('builtins', 'open'), text(file), text('w'), 0x86, 'R'],
    'subprocess.Popen by NEWOBJ': [global('subprocess', 'Popen'), argument(`touch ${file}`), 0x81],
    'builtins.getattr': [global('builtins', 'getattr'), global('os', 'system'), text('__call__'), 0x86, 'R', argument(`touch ${file}`), 'R'],
    'types.FunctionType': [global('types', 'FunctionType'), '()tR'],
    'an instance by INST': [`(S'touch ${file}'\n`, 'ios\nsystem\n'],
    'an instance by OBJ': ['(', global('os', 'system'), `S'touch ${file}'\n`, 'o'],
    'a state for os.environ': [global('os', 'environ'), ')R', '}', text('x'), text('y'), 's', 'b'],
    'node:fs': [global('node:fs', 'writeFileSync'), text(file), text('x'), 0x86, 'R'],
    'the constructor of functions': [global('constructor', 'constructor'), argument(`require('fs').writeFileSync(${repr(file)}, '')`), 'R'],
    ['__proto__']: [global('__proto__', '__proto__'), ')', 0x81, '}', text('__proto__'), '}', 's', 'b'],
  }
}

describe('pickles that would run something', () => {
  const folder = path.join(tmpdir(), `bad-pickles-${process.pid}-${process.hrtime.bigint()}`)
  const file = path.join(folder, 'never')
  beforeAll(() => void mkdirSync(folder))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('CPython would: the file is made by most of them', async () => {
    const [python] = pythonsOf('3.13')
    if (!python) return
    const made: string[] = []
    for (const [name, call] of Object.entries(calls(file))) {
      const pickle = Buffer.from(program(0x80, 4, call, '.')).toString('hex')
      await processes.python(python.path, 'import pickle, sys; pickle.loads(bytes.fromhex(sys.argv[1]))', [pickle]).ended
      if (existsSync(file)) made.push(name)
      rmSync(file, { force: true })
    }
    expect(made).toEqual([
      'os.system', 'posix.system of protocol 0', 'builtins.eval', 'builtins.exec', 'builtins.open', 'builtins.getattr',
      'an instance by INST', 'an instance by OBJ',
    ])
  })

  test.each(Object.entries(calls(file)))('%s is a value that shows what it is', async (_name, call) => {
    await using at = await setting()
    const { id } = at.list.token
    expect(await ask(at.connection, request(id, 'append', call))).toEqual(tuple('#RETURN', null))
    const value = await at.list.pop()
    expect(value).toBeInstanceOf(Opaque)
    expect((value as Opaque).callable).not.toBeNull()
    expect(repr(value)).toMatch(/\w/)
    expect(existsSync(file)).toBe(false)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test.each(Object.entries(calls(file)))('%s in the place of each part of a request is refused', async (_name, call) => {
    await using at = await setting()
    const { id } = at.list.token
    const parts = (at: number, part: Code): Code => [[text(id), text('count'), [text('x'), 0x85], '}'].map((usual, nth) => (nth === at ? part : usual))]
    for (let nth = 0; nth < 4; nth++) {
      const [kind] = (await ask(at.connection, program(0x80, 4, '(', parts(nth, call), 't.'))) as [string]
      expect(['#TRACEBACK']).toContain(kind)
    }
    const [kind] = (await ask(at.connection, program(0x80, 4, call, '.'))) as [string]
    expect(kind).toBe('#TRACEBACK')
    expect(existsSync(file)).toBe(false)
  })

  test('what a Python object does in its __reduce__ is not done, and another Python client gets the very same pickle', async () => {
    const [python] = pythonsOf('3.13')
    if (!python) return
    await using live = await LiveServer.start()
    const { ended } = processes.python(
      python.path,
      `
import os, pickle, pickletools, sys
from multiprocessing.managers import SyncManager
from multiprocessing.connection import Client
address, file = sys.argv[1:]
class Trap:
    def __reduce__(self): return open, (file, 'w')
manager = SyncManager(address, b'rain in may'); manager.connect()
queue = manager.Queue()
queue.put(Trap())
print('put', queue.qsize(), str(manager.list([Trap()])))
with Client(address, authkey=b'rain in may') as raw:
    raw.send((None, 'accept_connection', ('raw',), {})); raw.recv()
    raw.send((queue._id, 'get', (), {}))
    found = [(name.name, value) for name, value, _ in pickletools.genops(raw.recv_bytes())]
    print([value for name, value in found if 'UNICODE' in name], 'REDUCE' in dict(found))
print(os.path.exists(file))
`,
      [live.address as string, file],
    )
    expect(await ended).toMatchObject({
      code: 0,
      stderr: '',
      stdout: `put 1 [_io.open('${file}', 'w')]\n['#RETURN', '_io', 'open', '${file}', 'w'] True\nFalse\n`,
    })
    expect(existsSync(file)).toBe(false)
  })
})

test('a list in shared memory that is made of no sequence is refused in Python’s words', () => {
  const shareable = Buffer.from('cmultiprocessing.shared_memory\nShareableList\n(K\x05tR.', 'latin1')
  expect(() => loads(shareable)).toThrow(new PythonTypeError("'int' object is not iterable"))
})

test('proxies of servers that are not there are refused, however the message goes on', async () => {
  await using at = await setting()
  const { id } = at.list.token
  const managers = (name: string): Code => [text('multiprocessing.managers'), text(name), 0x93]
  const token = (address: Code): Code => [managers('Token'), ')', 0x81, text('list'), address, text('7f'), 0x87, 'b']
  const proxy = (address: Code): Code => [managers('RebuildProxy'), '(', managers('ListProxy'), token(address), text('pickle'), '}', 't', 'R']
  const lost = proxy(text('/nowhere/at/all'))
  const ours = proxy(text(at.live.address as string))
  expect(await ask(at.connection, request(id, 'append', lost))).toEqual(refused('FileNotFoundError'))
  expect(await ask(at.connection, request(id, 'append', [lost, lost, 0x86]))).toEqual(refused('FileNotFoundError'))
  expect(await ask(at.connection, request(id, 'append', ours))).toEqual(refused("KeyError: '7f'"))
  // The message breaks off while the proxy is already asking its server.
  expect(await ask(at.connection, request(id, 'append', lost, 0xff))).toEqual(refused('UnpicklingError: 0xff'))
  expect(await ask(at.connection, request(id, 'append', proxy('K\x01')))).toEqual(refused('Error: '))
  expect(await ask(at.connection, request(id, 'append', token(']')))).toEqual(tuple('#RETURN', null))
  await at.list.pop()
})
