import { expect, test } from 'vitest'
import * as format from './format.ts'

test('a moment is written in the unit that needs the fewest digits', () => {
  expect([400, 9_900, 412_300, 999_400, 1_118_000, 125_000_000].map(format.time)).toEqual([
    '0.4 ms',
    '9.9 ms',
    '412 ms',
    '999 ms',
    '1.118 s',
    '125.0 s',
  ])
})

test('no rounding ever shows a thousand of the smaller unit', () => {
  expect([9_960, 999_600].map(format.time)).toEqual(['10 ms', '1.000 s'])
  expect([99.6, 9_960, 999_600].map(format.latency)).toEqual(['0.1 ms', '10 ms', '1.00 s'])
  expect([999.7, 999_600].map(format.spokenTime)).toEqual(['1 millisecond', '1 second'])
})

test('a latency goes from microseconds to seconds', () => {
  expect([41, 90, 300, 66_000, 1_200_000].map(format.latency)).toEqual(['41 µs', '90 µs', '0.3 ms', '66 ms', '1.20 s'])
})

test('screen readers get the unit as a word, singular where it is one', () => {
  expect([1, 90, 440_000].map(format.spokenTime)).toEqual(['1 microsecond', '90 microseconds', '440 milliseconds'])
})

test('the size on the wire counts the header, and the longer one beyond two gigabytes', () => {
  expect(format.wireSize(132)).toBe(136)
  expect(format.wireSize(0x8000_0000)).toBe(0x8000_0000 + 12)
})

test('long numbers are grouped', () => {
  expect(format.plural(106, 'frame')).toBe('106 frames')
  expect(format.plural(1, 'frame')).toBe('1 frame')
  expect(format.plural(84_000, 'frame')).toBe('84,000 frames')
  expect(format.milliseconds(1_234_567)).toBe('1234.6')
  expect(format.milliseconds(1_234_567_890)).toBe('1,234,567.9')
})

test('an ident keeps its beginning, or both its ends', () => {
  expect(format.shortIdent('7f3a11c02b90')).toBe('7f3a…')
  expect(format.longIdent('7f3a11c02b90')).toBe('7f3a…2b90')
  expect(format.longIdent('7f3a')).toBe('7f3a')
})
