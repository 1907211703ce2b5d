import { expect, test } from 'vitest'
import { fieldValue } from './field-value.ts'

const bytes = (hex: string) => new Uint8Array(hex.split(' ').map((one) => parseInt(one, 16)))

test('a field says its value as Python writes it', () => {
  // Each pair is `struct.pack(format, value)` of CPython.
  expect(fieldValue('q', bytes('fe ff ff ff ff ff ff ff'))).toBe('-2')
  expect(fieldValue('<Q', bytes('ff ff ff ff ff ff ff ff'))).toBe('18446744073709551615')
  expect(fieldValue('>h', bytes('01 02'))).toBe('258')
  expect(fieldValue('B', bytes('c8'))).toBe('200')
  expect(fieldValue('?', bytes('01'))).toBe('True')
  expect(fieldValue('d', bytes('00 00 00 00 00 00 f8 3f'))).toBe('1.5')
  expect(fieldValue('d', bytes('00 00 00 00 00 00 00 40'))).toBe('2.0')
  expect(fieldValue('d', bytes('00 00 00 00 00 00 f0 7f'))).toBe('inf')
  expect(fieldValue('<e', bytes('00 3e'))).toBe('1.5')
  expect(fieldValue('3i', bytes('01 00 00 00 02 00 00 00 ff ff ff ff'))).toBe('1, 2, -1')
  expect(fieldValue('8s', bytes('62 61 73 69 6c 00 00 00'))).toBe("b'basil\\x00\\x00\\x00'")
  expect(fieldValue('4p', bytes('02 68 69 00'))).toBe("b'hi'")
  expect(fieldValue('c', bytes('41'))).toBe("b'A'")
})

test('an integer is as wide as its field: l has 8 bytes here and 4 there', () => {
  expect(fieldValue('l', bytes('ff ff ff ff'))).toBe('-1')
  expect(fieldValue('l', bytes('ff ff ff ff ff ff ff ff'))).toBe('-1')
})

test('a ShareableList marks None and bool by their formats', () => {
  expect(fieldValue('xxxxxxx?', bytes('00 00 00 00 00 00 00 01'), 'ShareableList')).toBe('True')
  expect(fieldValue('xxxxxx?x', bytes('00 00 00 00 00 00 00 00'), 'ShareableList')).toBe('None')
  expect(fieldValue('xxxxxx?x', bytes('00 00 00 00 00 00 00 00'), 'SharedStruct')).toBeUndefined()
})

test('what it cannot read it does not guess', () => {
  expect(fieldValue('2ih', bytes('01 00 00 00'))).toBeUndefined()
  expect(fieldValue('d', bytes('00 00'))).toBeUndefined()
  expect(fieldValue('3i', bytes('01 00 00 00'))).toBeUndefined()
  expect(fieldValue('z', bytes('00'))).toBeUndefined()
})
