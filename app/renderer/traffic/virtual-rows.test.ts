import { expect, test } from 'vitest'
import { revealOffset } from './virtual-rows.ts'

const place = { top: 3, rowHeight: 28, coveredTop: 0, coveredBottom: 0 }

test('a row in view is not scrolled to', () => {
  expect(revealOffset(4, place, 0, 400)).toBeUndefined()
})

test('a row just outside comes to the nearer edge', () => {
  expect(revealOffset(14, place, 0, 400)).toBe(3 + 15 * 28 - 400)
  expect(revealOffset(2, place, 100, 400)).toBe(3 + 2 * 28)
})

test('a row far away comes to the middle', () => {
  expect(revealOffset(1000, place, 0, 400)).toBe(3 + 28_000 - 186)
})

test('what covers the edges does not count as seen', () => {
  const covered = { ...place, coveredTop: 25, coveredBottom: 142 }
  expect(revealOffset(0, covered, 3, 400)).toBe(0)
  expect(revealOffset(9, covered, 0, 400)).toBe(3 + 10 * 28 - 400 + 142)
})
