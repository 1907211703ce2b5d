import { expect, test } from 'vitest'
import { dumps } from '../pickle/index.ts'
import { dict } from '../values/dict.ts'
import { tuple } from '../values/tuple.ts'
import { base64Length, decodeBase64 } from './base64.ts'
import { durationWords, formatBytes, formatDuration, formatSource, shortIdent } from './format.ts'
import { mentionsToken, peek } from './peek.ts'
import { parseTraceback, unexposedMethod } from './traceback.ts'
import { Typeids } from './typeids.ts'

test('base64 is decoded as Node decodes it, for every length and byte', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 0xff)
    const text = Buffer.from(bytes).toString('base64')
    expect(decodeBase64(text)).toEqual(bytes)
    expect(base64Length(text)).toBe(length)
  }
})

test.each([2, 3, 4, 5] as const)('requests and replies are told by their beginning, protocol %i', (protocol) => {
  const peeked = (value: unknown) => peek(dumps(value, { protocol }))
  expect(peeked(tuple(null, 'create', tuple('dict'), dict([])))).toEqual({ shape: 'request', ident: undefined, method: 'create' })
  expect(peeked(tuple('7f3a', 'water', tuple(3), dict([])))).toEqual({ shape: 'request', ident: '7f3a', method: 'water' })
  expect(peeked(tuple('#RETURN', [1]))).toEqual({ shape: 'reply', kind: '#RETURN' })
  expect(peeked(tuple('#OTHER', 1))).toBeUndefined()
  expect(peeked([1, 2])).toBeUndefined()
  expect(peeked('text')).toBeUndefined()
})

test('a beginning that was cut off at any byte is never an error', () => {
  const whole = dumps(tuple('7f3a', 'water', tuple(3), dict([])))
  for (let length = 0; length < whole.length; length++) expect(() => peek(whole, length)).not.toThrow()
})

test('only payloads with the word Token are looked through for references', () => {
  expect(mentionsToken(Buffer.from('xxTokenx'))).toBe(true)
  expect(mentionsToken(Buffer.from('xxTokex'))).toBe(false)
  expect(mentionsToken(Buffer.from('Toke'))).toBe(false)
})

const traceback = (...lines: string[]) => ['Traceback (most recent call last):', '  File "managers.py", line 1, in f', '    f()', ...lines, ''].join('\n')

test('a traceback’s exception is its last, with all its lines', () => {
  expect(parseTraceback(traceback('ValueError: too', 'dry'))).toEqual({ type: 'ValueError', message: 'too\ndry' })
  expect(parseTraceback(traceback('EOFError'))).toEqual({ type: 'EOFError', message: '' })
  expect(parseTraceback(traceback('garden.Failure: 1'))).toEqual({ type: 'Failure', message: '1' })
  expect(parseTraceback('no traceback at all!')).toEqual({ type: 'Exception', message: 'no traceback at all!' })
  expect(parseTraceback('')).toEqual({ type: 'Exception', message: '' })
})

const chain = (first: string, second: string) => `${first}\nDuring handling of the above exception, another exception occurred:\n\n${second}`

test('an exception raised while another was handled comes after it', () => {
  expect(parseTraceback(chain(traceback("KeyError: 'x'"), traceback('TypeError: y')))).toEqual({ type: 'TypeError', message: 'y' })
  const unexposed = "method 'vent' of <class 'Greenhouse'> object is not in exposed={'bed'}"
  expect(parseTraceback(chain(traceback(`AttributeError: ${unexposed}`), traceback("KeyError: 'vent'")))).toEqual({ type: 'AttributeError', message: unexposed })
  expect(unexposedMethod(unexposed)).toBe('vent')
  expect(unexposedMethod("method 'vent' is unknown")).toBeUndefined()
})

test('a traceback inside a RemoteError belongs to its words', () => {
  const inner = traceback('KeyError: 1')
  expect(parseTraceback(traceback('RemoteError: ', '-----', inner.trimEnd(), '-----'))).toMatchObject({ type: 'RemoteError', message: expect.stringContaining('KeyError: 1') })
})

test('the typeid of an ident is the one that was last said before, of that server', () => {
  const typeids = new Typeids()
  const [one, two] = [{ listener: 'one' }, { listener: 'two' }]
  typeids.learn('7f', 'dict', one, 10)
  typeids.learn('7f', 'list', one, 30)
  typeids.learn('7f', 'Queue', two, 20)
  expect([5, 10, 29, 30, 99].map((time) => typeids.find('7f', one, time))).toEqual(['dict', 'dict', 'dict', 'list', 'list'])
  expect(typeids.find('7f', two, 99)).toBe('Queue')
  expect(typeids.find('80', one, 99)).toBeUndefined()
})

test('durations, bytes, idents and places are written in one way', () => {
  expect([38, 90, 300, 1_234, 41_000, 1_200_000].map(formatDuration)).toEqual(['38 µs', '90 µs', '0.3 ms', '1.2 ms', '41 ms', '1.20 s'])
  expect([1, 90, 1_300].map(durationWords)).toEqual(['1 microsecond', '90 microseconds', '1.3 milliseconds'])
  expect([301, 12_400, 1_600_000].map(formatBytes)).toEqual(['301 B', '12.4 kB', '1.6 MB'])
  expect([shortIdent('7f3a08d42b90'), shortIdent('7f3a08d42b90', true), shortIdent('7f3a')]).toEqual(['7f…2b90', '7f3a…2b90', '7f3a'])
  expect(formatSource({ file: 'file:///garden/visitor.ts', line: 9 })).toBe('visitor.ts:9')
})
