import { expect, test } from 'vitest'
import { byteAtColumn, hexRow, hexRowCount, hexText } from './hex.ts'

const bytes = Uint8Array.from('80 04 95 79 00 00 00 00 00 00 00 8c 06 23 50 52 4f 58'.split(' '), (byte) => Number.parseInt(byte, 16))
const joined = (pieces: readonly { text: string; marked: boolean }[]) => pieces.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join('')

test('a row has sixteen bytes in two groups, and the characters beside them', () => {
  expect(hexRowCount(bytes.length)).toBe(2)
  expect(hexRow(bytes, 0, null)).toEqual({
    offset: '0000',
    hex: [{ text: '80 04 95 79 00 00 00 00  00 00 00 8c 06 23 50 52', marked: false }],
    characters: [{ text: '···y·········#PR', marked: false }],
  })
  expect(hexRow(bytes, 1, null)).toMatchObject({ offset: '0010', hex: [{ text: '4f 58' }] })
})

test('a mark begins and ends with a byte, over the gap between the groups as well', () => {
  expect(joined(hexRow(bytes, 0, { start: 7, end: 9 }).hex)).toBe('80 04 95 79 00 00 00 [00  00] 00 00 8c 06 23 50 52')
  expect(joined(hexRow(bytes, 0, { start: 0, end: 8 }).hex)).toBe('[80 04 95 79 00 00 00 00]  00 00 00 8c 06 23 50 52')
  expect(joined(hexRow(bytes, 0, { start: 13, end: 18 }).hex)).toBe('80 04 95 79 00 00 00 00  00 00 00 8c 06 [23 50 52]')
  expect(joined(hexRow(bytes, 1, { start: 13, end: 17 }).hex)).toBe('[4f] 58')
  expect(joined(hexRow(bytes, 0, { start: 13, end: 18 }).characters)).toBe('···y·········[#PR]')
})

test('the text of a row is the same with and without a mark', () => {
  const plain = hexRow(bytes, 0, null).hex.map((piece) => piece.text).join('')
  for (let start = 0; start < 16; start++) {
    for (let end = start; end <= 18; end++) {
      expect(hexRow(bytes, 0, { start, end }).hex.map((piece) => piece.text).join('')).toBe(plain)
    }
  }
})

test('a column of the text belongs to a byte, or to the blank between two', () => {
  const text = hexText(bytes, 0, 16)
  for (let column = 0; column < text.length; column++) {
    const byte = byteAtColumn(column)
    if (text[column] === ' ') expect(byte).toBeUndefined()
    else expect(hexText(bytes, byte ?? -1, (byte ?? -1) + 1)).toContain(text[column])
  }
})
