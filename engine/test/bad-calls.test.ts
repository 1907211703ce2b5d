/** Calls that cannot be done: each is answered with the error that CPython gives, and the connection goes on. */
import { describe, expect, test } from 'vitest'
import type { Connection } from '../connection/connection.ts'
import { PicklingError } from '../errors.ts'
import { BaseProxy, RemoteError, SyncManager, Token, type QueueProxy } from '../managers/index.ts'
import { Global, Opaque, dumps } from '../pickle/index.ts'
import { SERVER_FUNCTIONS } from '../protocol/index.ts'
import { AttributeError, Exception, KeyError, NameError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { Dict, Slice, bytes, tuple } from '../values/index.ts'
import { LiveServer } from './support/live-server.ts'
import { pythonsOf, useProcesses } from './support/processes.ts'

const processes = useProcesses()

class Base {
  inherited(): string {
    return 'of the base class'
  }
}

class Wilted extends ValueError {}
class Bare extends Error {}

/** Everything that a server's object can do wrong. */
class Trouble extends Base {
  attribute = 'no method'
  static made = 0

  get getter(): () => string {
    return () => 'not a method of the class'
  }
  fine(one: unknown, two: unknown = 2): unknown[] {
    return [one, two]
  }
  _private(): string {
    return 'private'
  }
  constructorOf(): unknown {
    return this.constructor
  }
  gives(what: string): unknown {
    return results[what]!()
  }
  async givesLater(what: string): Promise<unknown> {
    await new Promise((resolve) => setImmediate(resolve))
    return results[what]!()
  }
  raises(what: string): never {
    throw thrown[what]!()
  }
  async raisesLater(what: string): Promise<never> {
    await new Promise((resolve) => setImmediate(resolve))
    throw thrown[what]!()
  }
}

const deep = (): unknown => {
  let value: unknown = null
  for (let nth = 0; nth < 100_000; nth++) value = [value]
  return value
}

/** Results that have no pickle. */
const results: Record<string, () => unknown> = {
  function: () => () => 1,
  'a class': () => Trouble,
  symbol: () => Symbol('s'),
  'an instance of a class': () => new Trouble(),
  'a function deep inside': () => ({ a: [new Map([['b', tuple(() => 1)]])] }),
  'a promise inside': () => [Promise.resolve(1)],
  'a weak map': () => new WeakMap(),
  'a getter that throws': () => ({
    get trap() {
      throw new RangeError('do not look')
    },
  }),
  'a proxy that throws': () => new Proxy({}, { ownKeys: () => { throw new SyntaxError('closed') } }), // oxlint-disable-line brace-style
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return [proxy]
  },
  'lists in one another': deep,
}

/** What methods may throw, and what the caller gets. */
const thrown: Record<string, () => unknown> = {
  'an error of Python’s': () => new KeyError('basil', 1),
  'a class of its own': () => new Wilted('too dry'),
  'an error of JavaScript’s': () => new RangeError('too far'),
  'a reference': () => new ReferenceError('x is not defined'),
  'a type error': () => new TypeError('no'),
  'an Error': () => new Error('plain'),
  'a class of Error': () => new Bare('bare'),
  'an error with a cause in a circle': () => {
    const error = new Error('round')
    error.cause = error
    return error
  },
  text: () => 'thrown as text',
  undefined: () => undefined,
  null: () => null,
  number: () => 42,
  object: () => ({ message: 'no Error' }),
  function: () => () => 1,
  'an error without a stack': () => Object.assign(new Error('flat'), { stack: undefined }),
  'an error whose stack is no text': () => Object.assign(new Error('odd'), { stack: 42 }),
  'arguments that are none': () => Object.assign(new ValueError('x'), { args: 5 }),
}
const raised: Record<string, Error> = {
  'an error of Python’s': new KeyError('basil', 1),
  'a class of its own': new ValueError('too dry'),
  'an error of JavaScript’s': new ValueError('too far'),
  'a reference': new NameError('x is not defined'),
  'a type error': new PythonTypeError('no'),
  'an Error': new Exception('plain'),
  'a class of Error': new Exception('bare'),
  'an error with a cause in a circle': new Exception('round'),
  text: new Exception('thrown as text'),
  undefined: new Exception('None'),
  null: new Exception('None'),
  number: new Exception('42'),
  object: new Exception("{'message': 'no Error'}"),
  function: new Exception('<function <lambda>>'),
  'an error without a stack': new Exception('flat'),
  'an error whose stack is no text': new Exception('odd'),
  'arguments that are none': new ValueError(),
}

/** Exceptions that have no pickle themselves, or whose very look is a trap. */
const unpicklable: Record<string, () => unknown> = {
  'arguments without a pickle': () => new ValueError(() => 1),
  'arguments that hold the object': () => new KeyError(new Trouble()),
  'a message that throws': () =>
    Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('do not read')
      },
    }),
  'a proxy that throws': () => new Proxy(new Error('x'), { get: () => { throw new Error('do not touch') } }), // oxlint-disable-line brace-style
}
Object.assign(thrown, unpicklable)

class Works extends SyncManager {}
Works.register('Trouble', { callable: Trouble })
Works.register('Ghost', { callable: Trouble, exposed: ['constructor', '__proto__', 'toString', 'attribute', 'ghost', 'getter', 'made'] })
Works.register('Broken', { callable: () => { throw new ValueError('cannot be made') } }) // oxlint-disable-line brace-style
Works.register('Thing')

interface Setting extends AsyncDisposable {
  readonly live: LiveServer
  readonly trouble: BaseProxy
  readonly connection: Connection
}

async function setting(typeid = 'Trouble'): Promise<Setting> {
  const live = await LiveServer.start(Works)
  const trouble = await live.manager.create(typeid)
  const client = await live.bound()
  return {
    live,
    trouble,
    connection: client.connection,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await trouble.dispose()
      await live[Symbol.asyncDispose]()
    },
  }
}

/** A request as it stands, and its reply. */
async function ask(connection: Connection, ...request: unknown[]): Promise<unknown> {
  await connection.send(tuple(...request))
  return connection.recv()
}

const refused = (words: string) => tuple('#TRACEBACK', expect.stringContaining(`\n${words}\n`))

describe('names', () => {
  const EXPOSED = "{'constructorOf', 'fine', 'gives', 'givesLater', 'inherited', 'raises', 'raisesLater'}"

  test.each([
    'constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', '__defineGetter__', '__lookupGetter__',
    'prototype', 'call', 'apply', 'then', 'getter', 'attribute', '_private', '#private', '', '__class__', '__dict__', '__init__',
    '__reduce__', 'made', 'x'.repeat(100),
  ])('%s is refused as not exposed', async (name) => {
    await using at = await setting()
    const words = `AttributeError: method '${name}' of <class 'Trouble'> object is not in exposed=${EXPOSED}`
    expect(await ask(at.connection, at.trouble.token.id, name, tuple(), {})).toEqual(refused(words))
    await expect(at.trouble.callMethod(name)).rejects.toThrow(RemoteError)
  })

  test.each(['constructor', '__proto__', 'toString', 'attribute', 'ghost', 'getter', 'made'])('%s is refused even where it is exposed', async (name) => {
    await using at = await setting('Ghost')
    const words = `AttributeError: 'Trouble' object has no attribute '${name}'`
    expect(await ask(at.connection, at.trouble.token.id, name, tuple(), {})).toEqual(refused(words))
  })

  test('what a class inherits from a class of the program is a method', async () => {
    await using at = await setting()
    expect(await at.trouble.callMethod('inherited')).toBe('of the base class')
  })

  test.each([[null], [1], [bytes('fine')], [tuple('fine')], [['fine']], [true]])('%s is no name', async (name) => {
    await using at = await setting()
    expect(await ask(at.connection, at.trouble.token.id, name, tuple(), {})).toEqual(tuple('#TRACEBACK', expect.stringContaining("TypeError: a method's name is a str, got ")))
  })

  test.each([[null], [1], ['0'], [''], ['7f'], ['__proto__'], [tuple('7f')], [['7f']], [new Dict()]])('%s is nobody’s ident', async (ident) => {
    await using at = await setting()
    expect(await ask(at.connection, ident, 'fine', tuple(1), {})).toEqual(tuple('#TRACEBACK', expect.stringContaining('KeyError: ')))
  })
})

describe('arguments', () => {
  test.each<[string, unknown[], Dict, string]>([
    ['too few', [], new Dict(), "fine() missing 1 required positional argument: 'one'"],
    ['too many', [1, 2, 3], new Dict(), 'fine() takes from 1 to 2 positional arguments but 3 were given'],
    ['an unknown keyword', [1], new Dict([['three', 3]]), "fine() got an unexpected keyword argument 'three'"],
    ['__proto__ as a keyword', [1], new Dict([['__proto__', 3]]), "fine() got an unexpected keyword argument '__proto__'"],
    ['constructor as a keyword', [1], new Dict([['constructor', 3]]), "fine() got an unexpected keyword argument 'constructor'"],
    ['one twice', [1], new Dict([['one', 3]]), "fine() got multiple values for argument 'one'"],
    ['a keyword that is no str', [1], new Dict([[2, 3]]), 'keywords must be strings'],
  ])('%s are a TypeError', async (_name, args, kwds, words) => {
    await using at = await setting()
    expect(await ask(at.connection, at.trouble.token.id, 'fine', tuple(...args), kwds)).toEqual(tuple('#ERROR', new PythonTypeError(words)))
    expect(await ask(at.connection, at.trouble.token.id, 'fine', tuple(1), {})).toEqual(tuple('#RETURN', [1, 2]))
  })

  test.each<[unknown, unknown, string]>([
    [null, {}, 'TypeError: argument after * must be an iterable, not NoneType'],
    [7, {}, 'TypeError: argument after * must be an iterable, not int'],
    [tuple(), null, 'TypeError: argument after ** must be a mapping, not NoneType'],
    [tuple(), [], 'TypeError: argument after ** must be a mapping, not list'],
    [new Opaque(new Global('os', 'system'), 'reduce', []), {}, 'TypeError: argument after * must be an iterable, not system'],
  ])('%s and %s are no arguments', async (args, kwds, words) => {
    await using at = await setting()
    expect(await ask(at.connection, at.trouble.token.id, 'fine', args, kwds)).toEqual(refused(words))
  })

  test.each<[string, unknown, string]>([
    ['nothing', tuple(), 'ValueError: not enough values to unpack (expected 4, got 0)'],
    ['three', tuple('7f', 'fine', tuple()), 'ValueError: not enough values to unpack (expected 4, got 3)'],
    ['five', tuple('7f', 'fine', tuple(), {}, 5), 'ValueError: too many values to unpack (expected 4)'],
    ['an int', 5, 'TypeError: cannot unpack non-iterable int object'],
    ['None', null, 'TypeError: cannot unpack non-iterable NoneType object'],
  ])('%s are no request', async (_name, request, words) => {
    await using at = await setting()
    await at.connection.send(request)
    expect(await at.connection.recv()).toEqual(refused(words))
  })

  test.each(['function', 'a class', 'an instance of a class', 'a function deep inside', 'a getter that throws', 'lists in one another'])(
    'without a pickle are an error of the caller, and nothing is sent: %s',
    async (what) => {
      await using at = await setting()
      const { size } = at.live.server.objects
      await expect(at.trouble.callMethod('fine', [results[what]!()])).rejects.toThrow(what === 'a getter that throws' ? RangeError : PicklingError)
      await expect(at.live.manager.create('Thing', [results[what]!()])).rejects.toThrow()
      expect(at.live.server.objects.size).toBe(size)
      expect(await at.trouble.callMethod('fine', [1])).toEqual([1, 2])
    },
  )
})

describe('requests to the server', () => {
  const once = async (live: LiveServer, ...request: unknown[]) => {
    await using client = await live.authenticated()
    return await ask(client.connection, ...request)
  }

  test.each(['eval', 'constructor', '__proto__', 'serve_client', '_stop', '', null, 5, tuple()])('%s is none of its functions', async (name) => {
    await using live = await LiveServer.start(Works)
    expect(await once(live, null, name, tuple(), {})).toEqual(tuple('#TRACEBACK', expect.stringMatching(/AssertionError: .* unrecognized\n$/)))
  })

  test.each<[string, unknown[], Dict, string]>([
    ['create', [], new Dict(), "TypeError: create() missing 1 required positional argument: 'typeid'"],
    ['incref', [], new Dict(), "TypeError: incref() missing 1 required positional argument: 'ident'"],
    ['decref', [], new Dict(), "TypeError: decref() missing 1 required positional argument: 'ident'"],
    ['get_methods', [], new Dict(), "TypeError: get_methods() missing 1 required positional argument: 'token'"],
    ['accept_connection', [], new Dict(), "TypeError: accept_connection() missing 1 required positional argument: 'name'"],
    ['dummy', [1], new Dict(), 'TypeError: dummy() takes 0 positional arguments but 1 was given'],
    ['shutdown', [1], new Dict(), 'TypeError: shutdown() takes 0 positional arguments but 1 was given'],
    ['incref', ['7f', 2], new Dict(), 'TypeError: incref() takes 1 positional argument but 2 were given'],
    ['number_of_objects', [], new Dict([['x', 1]]), "TypeError: number_of_objects() got an unexpected keyword argument 'x'"],
    ['create', ['Nothing'], new Dict(), "KeyError: 'Nothing'"],
    ['create', ['constructor'], new Dict(), "KeyError: 'constructor'"],
    ['create', ['__proto__'], new Dict(), "KeyError: '__proto__'"],
    ['create', [5], new Dict(), 'KeyError: 5'],
    ['create', [null], new Dict(), 'KeyError: None'],
    ['create', ['Thing'], new Dict(), 'ValueError: Without callable, must have one non-keyword argument'],
    ['create', ['Thing', 1, 2], new Dict(), 'ValueError: Without callable, must have one non-keyword argument'],
    ['create', ['Thing', 1], new Dict([['x', 1]]), 'ValueError: Without callable, must have one non-keyword argument'],
    ['create', ['Broken'], new Dict(), 'ValueError: cannot be made'],
    ['create', ['Trouble', 1], new Dict(), 'TypeError: Trouble() takes 0 positional arguments but 1 was given'],
    ['incref', ['7f'], new Dict(), "KeyError: '7f'"],
    ['decref', ['7f'], new Dict(), "KeyError: '7f'"],
    ['get_methods', ['7f'], new Dict(), 'KeyError: None'],
    ['get_methods', [new Token('list', null, '7f')], new Dict(), "KeyError: '7f'"],
  ])('%s(*%j) is refused', async (name, args, kwds, words) => {
    await using live = await LiveServer.start(Works)
    expect(await once(live, null, name, tuple(...args), kwds)).toEqual(refused(words))
  })

  test('a list of them has all that there are', () => {
    expect([...SERVER_FUNCTIONS].sort()).toEqual([
      'accept_connection', 'create', 'debug_info', 'decref', 'dummy', 'get_methods', 'incref', 'number_of_objects', 'shutdown',
    ])
  })

  test('an object is not let go more often than it was held', async () => {
    await using live = await LiveServer.start(Works)
    const [, made] = (await once(live, null, 'create', tuple('list'), {})) as [string, [string]]
    expect(await once(live, null, 'decref', tuple(made[0]), {})).toEqual(tuple('#RETURN', null))
    expect(await once(live, null, 'decref', tuple(made[0]), {})).toEqual(refused(`KeyError: '${made[0]}'`))
    expect(await once(live, null, 'incref', tuple(made[0]), {})).toEqual(refused(`KeyError: '${made[0]}'`))
  })
})

describe('results', () => {
  test.each(Object.keys(results))('%s has no pickle', async (what) => {
    await using at = await setting()
    for (const method of ['gives', 'givesLater']) {
      const reply = await ask(at.connection, at.trouble.token.id, method, tuple(what), {})
      expect(reply).toEqual(tuple('#UNSERIALIZABLE', expect.stringMatching(/^Traceback \(most recent call last\):\n(.*\n)*\w+Error: .+\n$/)))
      await expect(at.trouble.callMethod(method, [what])).rejects.toThrow('Unserializable message: Traceback')
    }
    expect(await at.trouble.callMethod('fine', [1])).toEqual([1, 2])
  })
})

describe('exceptions', () => {
  test.each(Object.entries(raised))('%s arrives', async (what, error) => {
    await using at = await setting()
    for (const method of ['raises', 'raisesLater']) {
      const got = await at.trouble.callMethod(method, [what]).catch((caught: unknown) => caught)
      expect(got).toBeInstanceOf(error.constructor)
      expect((got as Exception).args).toEqual((error as Exception).args)
      expect((got as Error).message).toBe(error.message)
    }
  })

  test.each(Object.keys(unpicklable))('one that cannot travel is a RemoteError: %s', async (what) => {
    await using at = await setting()
    for (const method of ['raises', 'raisesLater']) {
      await expect(at.trouble.callMethod(method, [what])).rejects.toThrow(RemoteError)
      expect(await at.trouble.callMethod('fine', [1])).toEqual([1, 2])
    }
  })

  test.each(pythonsOf('3.8', '3.13'))('a Python client of $version gets the same', async ({ path }) => {
    await using live = await LiveServer.start(Works)
    const { ended } = processes.python(
      path,
      `
import sys, json
from multiprocessing.managers import SyncManager, RemoteError
class Works(SyncManager): pass
Works.register('Trouble')
manager = Works(sys.argv[1], b'rain in may'); manager.connect()
trouble = manager.Trouble()
for method, what in json.loads(sys.argv[2]):
    try: print('returned', getattr(trouble, method)(what))
    except RemoteError as error: print('RemoteError', [line for line in str(error).splitlines() if line][-2].split(':')[0])
    except Exception as error: print(type(error).__name__, error.args)
print(trouble.fine(1))
`,
      [
        live.address as string,
        JSON.stringify([...Object.keys(raised).map((what) => ['raises', what]), ...Object.keys(unpicklable).map((what) => ['raises', what]), ...Object.keys(results).map((what) => ['gives', what])]),
      ],
    )
    const { stdout, stderr } = await ended
    expect(stderr).toBe('')
    expect(stdout.trim().split('\n')).toEqual([
      "KeyError ('basil', 1)", "ValueError ('too dry',)", "ValueError ('too far',)", `NameError ('x is not defined',)`, "TypeError ('no',)",
      "Exception ('plain',)", "Exception ('bare',)", "Exception ('round',)", "Exception ('thrown as text',)", "Exception ('None',)", "Exception ('None',)",
      "Exception ('42',)", `Exception ("{'message': 'no Error'}",)`, "Exception ('<function <lambda>>',)", "Exception ('flat',)", "Exception ('odd',)", 'ValueError ()',
      ...Object.keys(unpicklable).map(() => expect.stringMatching(/^RemoteError \w+$/)),
      ...Object.keys(results).map(() => expect.stringMatching(/^RemoteError \w+Error$/)),
      '[1, 2]',
    ])
  })
})

describe('sizes', () => {
  test.each([2 ** 27, 2 ** 40, 2n ** 70n])('a list is not repeated %s times', async (count) => {
    await using at = await setting()
    await using list = await at.live.manager.list([1, 2])
    for (const method of ['__mul__', '__rmul__', '__imul__']) {
      await expect(list.callMethod(method, [count])).rejects.toThrow(expect.objectContaining({ name: expect.stringMatching(/^(MemoryError|OverflowError|IndexError)$/) }))
    }
    expect(await list.len()).toBe(2)
  })

  test('a list of many items does all that a short one does', async () => {
    const many = 300_000
    await using live = await LiveServer.start()
    await using list = await live.manager.list<number>([1])
    await list.callMethod('__imul__', [many])
    await list.callMethod('__setitem__', [new Slice(0, 1), Array<number>(many).fill(0)])
    await list.sort({ reverse: true })
    expect(await list.slice(many - 2, many + 1)).toEqual([1, 0, 0])
    await list.callMethod('__delitem__', [new Slice(1, many)])
    expect(await list.len()).toBe(many)
  })
})

test('an object that others let go is gone for those who still have its ident', async () => {
  await using at = await setting()
  const { id } = at.trouble.token
  await at.trouble.dispose()
  expect(await ask(at.connection, id, 'fine', tuple(1), {})).toEqual(refused(`KeyError: '${id}'`))
  expect(await ask(at.connection, id, '__str__', tuple(), {})).toEqual(refused(`KeyError: '${id}'`))
  expect(await ask(at.connection, id, '#GETVALUE', tuple(), {})).toEqual(refused(`KeyError: '${id}'`))
  const lost = new BaseProxy(at.trouble.token, { authkey: at.live.manager.authkey })
  await expect(lost.callMethod('fine', [1])).rejects.toThrow(`KeyError: '${id}'`)
  await expect(lost.incref()).rejects.toThrow(`KeyError: '${id}'`)
  expect(await lost.str()).toMatch(/; '__str__\(\)' failed>$/)
  await expect(at.trouble.callMethod('fine', [1])).rejects.toThrow(ValueError)
})

test.each(['end', 'destroy'] as const)('clients that leave by %s while they wait leave nothing behind', async (how) => {
  await using live = await LiveServer.start()
  const queue = await live.manager.Queue<string>(1)
  const full = await live.manager.Queue<string>(1)
  await full.put('first')
  const lock = await live.manager.Lock()
  await lock.acquire()
  const waits = [tuple(queue.token.id, 'get', tuple(), {}), tuple(full.token.id, 'put', tuple('lost'), {}), tuple(lock.token.id, 'acquire', tuple(), {})]
  await live.meanwhile(async () => {
    for (let nth = 0; nth < 60; nth++) {
      const client = await live.bound()
      await client.connection.send(waits[nth % 3])
      if (how === 'destroy') await client[Symbol.asyncDispose]()
      else client.connection.close()
    }
  })
  // Nobody who has gone takes the item, has put one, or has the lock.
  await expect.poll(() => live.server.connectionCount).toBeLessThanOrEqual(3)
  await queue.put('for the living')
  expect(await queue.get()).toBe('for the living')
  expect([await full.qsize(), await full.get(), await full.qsize()]).toEqual([1, 'first', 0])
  await lock.release()
  expect(await lock.acquire(false)).toBe(true)
  for (const proxy of [queue, full, lock]) await proxy.dispose()
})

describe('a server that ends', () => {
  /** Calls that wait for something that never comes. */
  async function waiting(manager: SyncManager): Promise<Promise<unknown>[]> {
    const queue = await manager.Queue()
    const full = await manager.Queue(1)
    await full.put('x')
    const lock = await manager.Lock()
    await lock.acquire()
    return [
      ...Array.from({ length: 20 }, () => queue.get()),
      ...Array.from({ length: 5 }, () => full.put('y')),
      ...Array.from({ length: 5 }, () => lock.acquire()),
      queue.get(true, 1000),
    ]
  }
  /** How calls ended: the class of each error. */
  async function endings(calls: Promise<unknown>[]): Promise<Set<string>> {
    const outcomes = await Promise.allSettled(calls)
    return new Set(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error).name : 'an answer')))
  }

  test('ends every call that waits with an error, and every call after it', async () => {
    await using live = await LiveServer.start(Works)
    const calls = await waiting(live.manager)
    const queue = await live.manager.Queue()
    await queue.put(1)
    for (const call of calls) call.catch(() => undefined)
    await live.notices()
    await live.stop()
    expect(await endings(calls)).toEqual(new Set(['EOFError']))
    await expect(queue.get()).rejects.toThrow(expect.objectContaining({ name: expect.stringMatching(/^(FileNotFoundError|EOFError|BrokenPipeError)$/) }))
    await expect(live.manager.list()).rejects.toThrow(expect.objectContaining({ name: 'FileNotFoundError' }))
  })

  test('while calls go on: each is answered or ends with an error', async () => {
    await using live = await LiveServer.start(Works)
    const queues = await Promise.all(Array.from({ length: 10 }, () => live.manager.Queue<number>()))
    const calling = queues.map(async (queue: QueueProxy<number>) => {
      for (let nth = 0; ; nth++) {
        await queue.put(nth)
        expect(await queue.get()).toBe(nth)
      }
    })
    const creating = (async () => {
      for (;;) await (await live.manager.list()).dispose()
    })()
    for (let nth = 0; nth < 20; nth++) await live.notices()
    await live.stop()
    const ended = await endings([...calling, creating])
    for (const name of ended) expect(['EOFError', 'FileNotFoundError', 'BrokenPipeError', 'ConnectionResetError', 'ConnectionRefusedError', 'OSError']).toContain(name)
  })

  test('by shutdown() of the process that started it ends the calls of others, too', async () => {
    const [python] = pythonsOf('3.13')
    const owner = processes.node(new URL('./programs/shuts-down.ts', import.meta.url))
    const [, address, key] = await owner.line(/at (\S+) (\S+)/)
    const other =
      python &&
      processes.python(
        python.path,
        `
import sys
from multiprocessing.managers import SyncManager
manager = SyncManager(sys.argv[1], bytes.fromhex(sys.argv[2])); manager.connect()
queue = manager.Queue(); queue.put(1); queue.get(); print('waits')
try: queue.get()
except EOFError: print('EOFError')
`,
        [address!, key!],
      )
    await other?.line(/waits/)
    owner.type('now\n')
    expect(await owner.ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\n31 calls ended: EOFError\nand then: FileNotFoundError\n$/) })
    if (other) expect(await other.ended).toMatchObject({ stdout: 'waits\nEOFError\n' })
  })
})

test('the checks here can fail: a call that is answered is no refusal', async () => {
  await using at = await setting()
  const answer = await ask(at.connection, at.trouble.token.id, 'fine', tuple(1), {})
  expect(() => expect(answer).toEqual(refused('AttributeError: no'))).toThrow()
  expect(dumps(answer)).toEqual(dumps(tuple('#RETURN', [1, 2])))
  expect(new AttributeError('x').name).toBe('AttributeError')
})
