import { expect, test } from 'vitest'
import { LineInput } from './line-input.ts'

function make() {
  const seen = { shown: '', sent: [] as string[], interrupts: 0 }
  const input = new LineInput({ show: (text) => (seen.shown += text), send: (line) => seen.sent.push(line), interrupt: () => seen.interrupts++ })
  return { input, seen }
}

test('a line is shown while it is typed and sent at Enter, its end included', () => {
  const { input, seen } = make()
  for (const key of ['h', 'i', '\r']) input.type(key)
  expect(seen).toEqual({ shown: 'hi\r\n', sent: ['hi\n'], interrupts: 0 })
})

test('Backspace takes back what was typed and never more', () => {
  const { input, seen } = make()
  input.type('a😀\x7f\x7f\x7f\r')
  expect(seen.sent).toEqual(['\n'])
  expect(seen.shown).toBe('a😀\b \b\b \b\r\n')
})

test('several lines pasted at once are several lines', () => {
  const { input, seen } = make()
  input.type('one\ntwo\r')
  expect(seen.sent).toEqual(['one\n', 'two\n'])
})

test('Ctrl C interrupts and forgets the line; other control keys do nothing', () => {
  const { input, seen } = make()
  input.type('abc\x03')
  input.type('\x1b[A')
  input.type('\x07\r')
  expect(seen.interrupts).toBe(1)
  expect(seen.sent).toEqual(['\n'])
})
