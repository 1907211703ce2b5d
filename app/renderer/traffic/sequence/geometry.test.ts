import { expect, test } from 'vitest'
import * as geometry from './geometry.ts'

const three = geometry.layLanes(['gardener', 'server', 'visitor'], 562)

test('three lanes in a pane of 562 px stand where the design has them', () => {
  expect([...three.x.values()]).toEqual([146, 322, 498])
  expect(three).toMatchObject({ width: 562, gap: 176 })
})

test('lanes that would stand too close make the drawing wider than the pane', () => {
  const many = geometry.layLanes(['s', 'a', 'b', 'c', 'd', 'e', 'f'], 520)
  expect(many.gap).toBe(103)
  expect(many.width).toBe(146 + 6 * 103 + 64)
})

test('the head of a lane ends before its neighbour’s and before the edge of the drawing', () => {
  expect(['gardener', 'server', 'visitor'].map((lane) => geometry.headWidth(three, lane))).toEqual([168, 168, 120])
  const two = geometry.layLanes(['mill', 'SharedMemoryManager-1'], 520)
  expect([geometry.headWidth(two, 'mill'), geometry.headWidth(two, 'SharedMemoryManager-1')]).toEqual([284, 120])
})

test('one lane alone stands where the first of two would', () => {
  expect(geometry.layLanes(['server'], 562).x.get('server')).toBe(146)
  expect(geometry.layLanes([], 562).width).toBe(562)
})

test('a request to the right ends before the bar of the server', () => {
  expect(geometry.layArrow(146, 322, 322, 176, 'call', 20)).toEqual({
    x1: 147,
    x2: 307,
    head: 310,
    mirrored: false,
    direction: 1,
    label: 234,
    columns: 20,
    crossing: false,
  })
})

test('a reply to the left starts at the bar and points left', () => {
  expect(geometry.layArrow(322, 146, 322, 176, 'return', 9)).toMatchObject({ x1: 317, x2: 157, head: 154, mirrored: false, label: 234 })
})

test('on the other side of the server both are mirrored', () => {
  expect(geometry.layArrow(498, 322, 322, 176, 'call', 9)).toMatchObject({ x1: 497, x2: 337, head: 334, mirrored: true, label: 410 })
  expect(geometry.layArrow(322, 498, 322, 176, 'return', 9)).toMatchObject({ x1: 327, x2: 487, head: 490, mirrored: true })
})

test('a line stops further away from an octagon, which has no direction', () => {
  expect(geometry.layArrow(322, 498, 322, 176, 'error', 9)).toMatchObject({ x2: 484, mirrored: false })
})

test('an arrow over a foreign lane keeps its label in the column of its client', () => {
  const five = geometry.layLanes(['c', 'a', 'server', 'b', 'd'], 832)
  const at = (lane: string) => five.x.get(lane) ?? 0
  const short = geometry.layArrow(at('c'), at('server'), at('server'), five.gap, 'call', 12)
  expect(short.label).toBeGreaterThan(at('c'))
  expect(short.label).toBeLessThan(at('a'))
  expect(short.crossing).toBe(false)
  const long = geometry.layArrow(at('c'), at('server'), at('server'), five.gap, 'call', 30)
  expect(long).toMatchObject({ crossing: true, columns: 39 })
})

test('a lost frame breaks half-way, from either side', () => {
  expect(geometry.layLost(30, 262, 262)).toEqual({ x1: 31, x2: 140, mark: 142, direction: 1 })
  expect(geometry.layLost(262, 30, 262)).toEqual({ x1: 257, x2: 152, mark: 150, direction: -1 })
})

test('a pill is as wide as its text and stays between its lanes', () => {
  expect(geometry.layPill(146, 322, 176, 18)).toMatchObject({ x: 163, width: 142 })
  expect(geometry.layPill(498, 322, 176, 21)).toMatchObject({ x: 330, width: 160 })
  expect(geometry.layPill(146, 250, 104, 30)).toMatchObject({ width: 90, columns: 10 })
})

test('rows are found by height, and heights by row', () => {
  expect(geometry.rowTop(14)).toBe(395)
  expect([-5, 2, 3, 30, 31, 9_999].map((y) => geometry.rowAt(y, 18))).toEqual([0, 0, 0, 0, 1, 17])
})

test('a bar reaches from arrow to arrow', () => {
  expect(geometry.laySpan({ first: 1, last: 2 }, { first: 0, last: 10 }, 18)).toEqual({ y: 53, height: 28, closed: true })
})

test('a bar that leaves the window is cut outside of it', () => {
  const box = geometry.laySpan({ first: 1, last: 90_000 }, { first: 500, last: 520 }, 100_000)
  expect(box).toEqual({ y: geometry.rowTop(499), height: 23 * 28, closed: false })
  expect(geometry.laySpan({ first: 1, last: 2 }, { first: 500, last: 520 }, 100_000)).toBeNull()
})

test('a bar without an end reaches below the last row and is not closed', () => {
  expect(geometry.laySpan({ first: 3, last: undefined }, { first: 0, last: 9 }, 10)).toEqual({ y: geometry.rowTop(3) + 22, height: 176, closed: false })
})

test('bars that overlap stand beside each other, and a free place is used again', () => {
  expect(
    geometry.placeSpans([
      { first: 0, last: 9 },
      { first: 1, last: 3 },
      { first: 3, last: 5 },
      { first: 4, last: undefined },
    ]),
  ).toEqual([0, 1, 1, 2])
  expect([0, 1, 2, 7].map(geometry.placeOffset)).toEqual([0, 5, -5, -5])
})

test('a held frame stops at the gate before its receiver, with its label at its sender', () => {
  expect(geometry.layHeld(152, 364)).toMatchObject({ x1: 153, x2: 311, head: 322, label: 160, direction: 1 })
  expect(geometry.layHeld(576, 364)).toMatchObject({ x1: 575, x2: 417, head: 406, label: 568, direction: -1 })
})
