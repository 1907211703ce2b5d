import { expect, test } from 'vitest'
import { bytes } from '../values/bytes.ts'
import { dict } from '../values/dict.ts'
import { float } from '../values/index.ts'
import { tuple } from '../values/tuple.ts'
import { pickled, recordedRun, runOf, Script } from '../test/support/runs.ts'
import { callAsPython, callAsTypeScript } from './copy-as.ts'
import type { Frame } from './run.ts'

/** The frame of a call. */
function call(method: string, args: unknown[] = [], kwds: [string, unknown][] = [], ident: string | null = '7f00'): Frame {
  const [server, client] = [['s', 'c1'], ['v', 'c9']] as const
  const script = new Script().started('s', 10).started('v', 11).opened('s', 'c1', 'listener').opened('v', 'c9', 'client').handshake(server, client, 7)
  script.say('s', { name: 'object/created', ident: '7f00', typeid: 'Greenhouse', refcount: 1, type: 'Greenhouse' })
  if (ident === null) script.frame(client, server, 3, pickled(tuple(null, method, tuple(...args), dict(kwds))))
  else {
    script.frame(client, server, 3, pickled(tuple(null, 'accept_connection', tuple('Main'), dict([])))).frame(server, client, 3, pickled(tuple('#RETURN', null)))
    script.frame(client, server, 4, pickled(tuple(ident, method, tuple(...args), dict(kwds))))
  }
  return runOf(script.events).frames.at(-1)!
}

const cases: readonly (readonly [Frame, string, string])[] = [
  [call('water', [250], [['deep', true]]), 'greenhouse.water(250, deep=True)', "await greenhouse.callMethod('water', [250], { deep: true })"],
  [call('water'), 'greenhouse.water()', "await greenhouse.callMethod('water')"],
  [call('__getitem__', ["it's"]), 'greenhouse["it\'s"]', "await greenhouse.callMethod('__getitem__', ['it\\'s'])"],
  [call('__setitem__', ['x', tuple(1, float(2))]), "greenhouse['x'] = (1, 2.0)", "await greenhouse.callMethod('__setitem__', ['x', tuple(1, float(2))])"],
  [call('__delitem__', [0]), 'del greenhouse[0]', "await greenhouse.callMethod('__delitem__', [0])"],
  [call('__len__'), 'len(greenhouse)', "await greenhouse.callMethod('__len__')"],
  [call('#GETVALUE'), 'greenhouse._getvalue()', "await greenhouse.callMethod('#GETVALUE')"],
  [call('__iadd__', [[1]]), "greenhouse._callmethod('__iadd__', ([1],))", "await greenhouse.callMethod('__iadd__', [[1]])"],
  [call('put', [bytes('ab'), { a: null }]), "greenhouse.put(b'ab', {'a': None})", "await greenhouse.callMethod('put', [Uint8Array.of(97, 98), { a: null }])"],
  [call('create', ['dict', { x: 1 }], [], null), "manager.dict({'x': 1})", "await manager.create('dict', [{ x: 1 }])"],
  [call('set', [Infinity]), "greenhouse.set(float('inf'))", "await greenhouse.callMethod('set', [Infinity])"],
]

test.each(cases)('%#: a call is written as a program would', (frame, python, typescript) => {
  expect(callAsPython(frame)).toBe(python)
  expect(callAsTypeScript(frame)).toBe(typescript)
})

test('the program’s own names are used where they are known, and a reply is its call', () => {
  const frame = recordedRun('exposed').frames.find(({ method, kind }) => method === 'vent' && kind === '#TRACEBACK')!
  expect(callAsPython(frame, () => 'house')).toBe('house.vent(30)')
  expect(callAsTypeScript(frame, () => 'house')).toBe("await house.callMethod('vent', [30])")
})

test('handshakes, counting and cut payloads are no calls', () => {
  const [challenge] = recordedRun('exposed').frames
  expect(callAsPython(challenge!)).toBeUndefined()
  expect(callAsTypeScript(recordedRun('exposed').frames.find(({ kind }) => kind === 'incref')!)).toBeUndefined()
})

test('a value within itself, and one that unfolds to more than a line can hold, are not written out', () => {
  const within: unknown[] = []
  within.push(within)
  let shared: unknown = tuple()
  for (let level = 0; level < 40; level++) shared = tuple(shared, shared)
  for (const value of [within, shared]) {
    expect(callAsPython(call('put', [value]))).toBeUndefined()
    expect(callAsTypeScript(call('put', [value]))).toBeUndefined()
  }
})

test('a call whose arguments have no literal is a comment', () => {
  const frame = recordedRun('nested-keyed').frames.find(({ args }) => args?.includes('object, typeid'))!
  expect(callAsPython(frame)).toMatch(/^# /)
  expect(callAsTypeScript(frame)).toMatch(/^\/\/ /)
})
