import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { layoutFor, LEAST, RAIL, type Wishes } from './sizes.ts'

const nothing: Wishes = {
  lesson: undefined,
  editor: undefined,
  upper: undefined,
  terminals: undefined,
  rail: false,
  terminalsOpen: true,
  groups: 'auto',
  maximised: false,
}

test('the three drawn window sizes have the drawn panes', () => {
  expect(layoutFor(1280, 800, nothing)).toMatchObject({ lesson: 300, editor: 452, traffic: 518, groups: 1, terminals: 150 })
  expect(layoutFor(1440, 900, nothing)).toMatchObject({ lesson: 336, editor: 532, traffic: 562, groups: 2, terminals: 186, upper: 313 })
  expect(layoutFor(1920, 1080, nothing)).toMatchObject({ lesson: 380, editor: 700, traffic: 830, groups: 2 })
})

test('what does not fit collapses in order: second group, terminals, lesson, and at last one page at a time', () => {
  expect(layoutFor(1440, 640, { ...nothing, groups: 2 })).toMatchObject({ groups: 2, terminals: expect.any(Number) })
  expect(layoutFor(1440, 500, { ...nothing, groups: 2 })).toMatchObject({ groups: 1 })
  expect(layoutFor(1440, 300, nothing)).toMatchObject({ groups: 1, terminals: 0 })
  expect(layoutFor(1000, 700, nothing)).toMatchObject({ rail: true, lesson: RAIL, pages: false })
  expect(layoutFor(860, 700, nothing)).toMatchObject({ rail: true, pages: true, editor: 798, traffic: 798 })
})

test('maximised traffic leaves the rail and nothing else', () => {
  expect(layoutFor(1440, 900, { ...nothing, maximised: true })).toMatchObject({ rail: true, lesson: RAIL, editor: 0, traffic: 1378, pages: false })
})

test('whatever is wished for, panes that are shown keep their least sizes and fill the window', () => {
  const size = fc.option(fc.integer({ min: -500, max: 4000 }), { nil: undefined })
  fc.assert(
    fc.property(fc.integer({ min: 320, max: 4000 }), fc.integer({ min: 240, max: 2400 }), size, size, size, size, (width, height, lesson, editor, upper, terminals) => {
      const layout = layoutFor(width, height, { ...nothing, lesson, editor, upper, terminals })
      if (!layout.rail) expect(layout.lesson).toBeGreaterThanOrEqual(LEAST.lesson)
      if (!layout.pages) {
        expect(layout.editor).toBeGreaterThanOrEqual(LEAST.editor)
        expect(layout.traffic).toBeGreaterThanOrEqual(LEAST.traffic)
        expect(layout.lesson + layout.editor + layout.traffic + 10).toBe(width)
      }
      expect(layout.terminals === 0 || layout.terminals >= LEAST.terminals).toBe(true)
    }),
  )
})
