import { expect, test } from 'vitest'
import * as format from './format.ts'

test('a moment is written in the unit that needs the fewest digits', () => {
  expect([400, 9_900, 412_300, 999_400, 1_118_000, 34_436_000, 125_000_000].map(format.time)).toEqual([
    '0.4 ms',
    '9.9 ms',
    '412 ms',
    '999 ms',
    '1.118 s',
    '34.44 s',
    '125.0 s',
  ])
})

test('no rounding ever shows a thousand of the smaller unit', () => {
  expect([9_960, 999_600].map(format.time)).toEqual(['10 ms', '1.000 s'])
  expect([999.7, 999_600].map(format.spokenTime)).toEqual(['1 millisecond', '1 second'])
})

test('screen readers get the unit as a word, singular where it is one', () => {
  expect([1, 90, 440_000].map(format.spokenTime)).toEqual(['1 microsecond', '90 microseconds', '440 milliseconds'])
})

test('long numbers are grouped', () => {
  expect(format.plural(106, 'frame')).toBe('106 frames')
  expect(format.plural(1, 'frame')).toBe('1 frame')
  expect(format.plural(84_000, 'frame')).toBe('84,000 frames')
  expect(format.milliseconds(1_234_567)).toBe('1234.6')
  expect(format.milliseconds(1_234_567_890)).toBe('1,234,567.9')
})
