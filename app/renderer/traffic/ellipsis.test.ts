import { expect, test } from 'vitest'
import { columnsIn, endEllipsis, middleEllipsis } from './ellipsis.ts'

test('a text that fits stays as it is', () => {
  expect(middleEllipsis("create('Greenhouse')", 20)).toBe("create('Greenhouse')")
})

test('a text that is too long loses its middle, and both ends stay', () => {
  const short = middleEllipsis("append('a very long name of a plant')", 20)
  expect(short).toBe("append('a ve…plant')")
  expect(short).toHaveLength(20)
})

test('wide characters count as two columns', () => {
  expect(middleEllipsis('set(花花花花花花花花)', 12)).toBe('set(花…花花)')
  expect(middleEllipsis('花花', 4)).toBe('花花')
})

test('a grapheme of several code points is never cut in two', () => {
  const family = '👨‍👩‍👧'
  expect(middleEllipsis(`${family}${family}${family}`, 5)).toBe(`${family}…${family}`)
})

test('a value of a megabyte is shortened without being walked through', () => {
  const started = performance.now()
  expect(middleEllipsis(`put('${'x'.repeat(1_000_000)}')`, 10)).toBe("put('x…x')")
  expect(performance.now() - started).toBeLessThan(50)
})

test('no room leaves an ellipsis or nothing', () => {
  expect(middleEllipsis('abc', 1)).toBe('…')
  expect(middleEllipsis('abc', 0)).toBe('')
})

test('columns are whole characters of the code font', () => {
  expect(columnsIn(148)).toBe(20)
  expect(columnsIn(-5)).toBe(0)
})

test('an end ellipsis leaves no blank before it', () => {
  expect(endEllipsis('two words more', 11)).toBe('two words…')
})
