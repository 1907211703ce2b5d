import { expect, test } from 'vitest'
import type { Frame } from 'multiprocessing/inspect'
import { dumps } from 'multiprocessing/pickle'
import { dict, tuple } from 'multiprocessing/values'
import { viewFor } from './index.ts'

const frame = (payload: Uint8Array, more: Partial<Frame>): Frame =>
  ({ payload, size: payload.length, truncated: false, family: 'message', kind: 'message', ...more }) as Frame
const ascii = (text: string) => new TextEncoder().encode(text)

test('a challenge is shown as marker, digest and message, each with its bytes', () => {
  const payload = Uint8Array.from([...ascii('#CHALLENGE#{sha256}'), ...Array.from({ length: 40 }, (_, index) => index)])
  const one = frame(payload, { family: 'handshake', kind: 'challenge' })
  expect(viewFor(one).name).toBe('Handshake')
  const { parts, roots } = viewFor(one).read(one)
  expect(parts.map(({ name, start, end, value }) => [name, start, end, value])).toEqual([
    ['marker', 0, 11, '#CHALLENGE#'],
    ['digest', 11, 19, '{sha256}'],
    ['message', 19, 59, '00 01 02 03 04 05 06 07 …'],
  ])
  expect(roots).toHaveLength(3)
})

test('a bare answer of an old Python is a mac alone', () => {
  const one = frame(new Uint8Array(16), { family: 'handshake', kind: 'answer' })
  expect(viewFor(one).read(one).parts.map(({ name, note }) => [name, note])).toEqual([
    ['mac', 'made with the authkey, md5'],
  ])
})

test('a request is shown with the names of its parts', () => {
  const one = frame(dumps(tuple('7f3a', 'vent', tuple(30), dict())), { family: 'call', kind: 'call', method: 'vent' })
  const content = viewFor(one).read(one)
  expect(content.lead).toBe('protocol 4, disassembled, never loaded')
  expect(content.roots[0]?.children.map(({ label, note }) => [label, note])).toEqual([
    ["'7f3a'", 'ident'],
    ["'vent'", 'method'],
    ['(30,)', 'arguments'],
    ['{}', 'keywords'],
  ])
  expect(content.parts.find((part) => part.value === "'vent'")?.meaning).toBe("SHORT_BINUNICODE, length 4, 'vent'")
})

test('a reply names its kind, and what a proxy may call', () => {
  const one = frame(dumps(tuple('#RETURN', tuple('7f3a', tuple('water', 'bed')))), {
    family: 'return',
    kind: '#RETURN',
    reference: { ident: '7f3a', typeid: 'Greenhouse' },
  })
  const root = viewFor(one).read(one).roots[0]
  expect(root?.children[0]?.note).toBe('reply kind')
  expect(root?.children[1]?.children.map(({ note }) => note)).toEqual(['ident', 'exposed'])
})

test('text is text, anything else is bytes', () => {
  const text = frame(ascii('hello\n'), {})
  expect(viewFor(text).name).toBe('Bytes')
  expect(viewFor(text).read(text).roots[0]).toMatchObject({ label: '"hello\\n"', note: 'as UTF-8' })
  const noise = frame(Uint8Array.of(0xff, 0xfe, 0), {})
  expect(viewFor(noise).read(noise).roots[0]).toMatchObject({ label: 'bytes', note: '3 B' })
})

test('a plain message that is a pickle is shown as one', () => {
  const one = frame(dumps([1, 2, 3]), {})
  expect(viewFor(one).name).toBe('Pickle')
  expect(viewFor(one).read(one).roots[0]?.label).toBe('[1, 2, 3]')
})

test('what the trace cut off is said', () => {
  const whole = dumps('x'.repeat(500))
  const one = frame(whole.subarray(0, 100), { size: whole.length, truncated: true })
  expect(viewFor(one).read(one).problem).toBe(`The trace kept the first 100 of ${whole.length} bytes.`)
})
