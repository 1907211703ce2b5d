import { expect, test } from 'vitest'
import * as chips from './filter-chips.ts'

const texts = (field: chips.FilterField) => field.chips.map((chip) => chip.text)

test('a word with a key becomes a chip once a blank follows it', () => {
  const typing = chips.typeInto(chips.EMPTY_FIELD, 'kind:error')
  expect(typing).toEqual({ chips: [], draft: 'kind:error' })
  const done = chips.typeInto(typing, 'kind:error ')
  expect(texts(done)).toEqual(['kind:error'])
  expect(done.draft).toBe('')
})

test('words without a key stay text', () => {
  const field = chips.typeInto(chips.EMPTY_FIELD, 'vent from:visitor ')
  expect(texts(field)).toEqual(['from:visitor'])
  expect(field.draft).toBe('vent ')
})

test('the filter that is applied is the same text, however much of it is chips', () => {
  expect(chips.filterText(chips.typeInto(chips.EMPTY_FIELD, 'kind:error from:visitor'))).toBe('kind:error from:visitor')
  expect(chips.filterText(chips.fieldOf('kind:error from:visitor'))).toBe('kind:error from:visitor')
})

test('a quoted value keeps its blanks and is no chip before it is closed', () => {
  expect(chips.chipOf('method:"bed')).toBeUndefined()
  expect(chips.chipOf('method:"bed one"')).toEqual({ key: 'method', value: 'bed one', text: 'method:"bed one"' })
  expect(texts(chips.typeInto(chips.EMPTY_FIELD, 'method:"bed '))).toEqual([])
  expect(chips.chipText('from', 'worker 2')).toBe('from:"worker 2"')
  expect(chips.chipText('from', 'visitor')).toBe('from:visitor')
})

test('a key without a value is no chip', () => {
  expect(chips.chipOf('kind:')).toBeUndefined()
  expect(chips.chipOf(':x')).toBeUndefined()
})

test('the same chip is not added twice', () => {
  expect(texts(chips.typeInto(chips.fieldOf('kind:error'), 'kind:error '))).toEqual(['kind:error'])
})

test('backspace turns the last chip back into text', () => {
  expect(chips.reopenLast(chips.fieldOf('kind:error from:visitor'))).toMatchObject({ draft: 'from:visitor' })
  expect(chips.reopenLast(chips.EMPTY_FIELD)).toBe(chips.EMPTY_FIELD)
})

test('a preset adds its chip and takes it away', () => {
  const on = chips.toggleChip(chips.EMPTY_FIELD, 'kind:error')
  expect(chips.hasChip(on, 'kind:error')).toBe(true)
  expect(chips.hasChip(chips.toggleChip(on, 'kind:error'), 'kind:error')).toBe(false)
})
