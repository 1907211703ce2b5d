/** Calls that cannot be done: each is answered with the error that CPython gives, and the connection goes on. */
import { describe, expect, test } from 'vitest'
import { PicklingError } from '../errors.ts'
import { BaseProxy, RemoteError, Token } from '../managers/index.ts'
import { Global, Opaque, dumps } from '../pickle/index.ts'
import { SERVER_FUNCTIONS } from '../protocol/index.ts'
import { AttributeError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { Dict, Slice, bytes, tuple } from '../values/index.ts'
import { LiveServer } from './support/live-server.ts'
import { Works, ask, results, setting } from './support/trouble.ts'

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

test('the checks here can fail: a call that is answered is no refusal', async () => {
  await using at = await setting()
  const answer = await ask(at.connection, at.trouble.token.id, 'fine', tuple(1), {})
  expect(() => expect(answer).toEqual(refused('AttributeError: no'))).toThrow()
  expect(dumps(answer)).toEqual(dumps(tuple('#RETURN', [1, 2])))
  expect(new AttributeError('x').name).toBe('AttributeError')
})
