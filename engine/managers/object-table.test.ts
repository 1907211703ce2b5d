import { expect, test } from 'vitest'
import { AssertionError, KeyError } from '../values/exceptions.ts'
import { ObjectTable } from './object-table.ts'

test('an object that nobody holds any more is gone', () => {
  const table = new ObjectTable()
  const { ident } = table.add('Tank', {}, ['level'])
  table.incref(ident)
  table.incref(ident)
  expect(table.decref(ident).refcount).toBe(1)
  expect(table.size).toBe(1)
  expect(table.decref(ident).refcount).toBe(0)
  expect(table.size).toBe(0)
  expect(() => table.get(ident)).toThrow(KeyError)
})

test('a missing ident is named by the error, in quotes as Python prints it', () => {
  expect(() => new ObjectTable().get('7f0000000010')).toThrow(new KeyError('7f0000000010'))
  expect(() => new ObjectTable().get('7f0000000010')).toThrow("'7f0000000010'")
  expect(() => new ObjectTable().get(17)).toThrow(KeyError)
})

test('the same object twice has one ident, and what the later register() exposes', () => {
  const table = new ObjectTable()
  const tank = {}
  const first = table.add('Tank', tank, ['level'])
  const second = table.add('Tank', tank, ['fill'])
  expect(second.ident).toBe(first.ident)
  expect([...table.get(first.ident).exposed]).toEqual(['fill'])
})

test('idents are lower-case hexadecimal and never repeat', () => {
  const table = new ObjectTable()
  const idents = Array.from({ length: 1000 }, (_, value) => table.add('int', value, []).ident)
  expect(new Set(idents).size).toBe(1000)
  for (const ident of idents) expect(ident).toMatch(/^[0-9a-f]+$/)
})

test('a decref too many is an error and changes nothing', () => {
  const table = new ObjectTable()
  const { ident } = table.add('Tank', {}, [])
  expect(() => table.decref(ident)).toThrow(new AssertionError(`Id ${ident} has refcount 0, not 1+`))
})

test('an object that only the inside of the server holds is counted again from one', () => {
  const table = new ObjectTable()
  const { ident } = table.add('list', {}, [])
  table.incref(ident)
  const kept = table.keepLocally(ident)
  expect(table.decref(ident).refcount).toBe(0)
  expect(table.size).toBe(0)
  expect(table.get(ident)).toBe(kept)
  expect(table.decref(ident).refcount).toBe(0)
  expect(table.incref(ident).refcount).toBe(1)
  expect(table.size).toBe(1)
})

test('held objects are listed by ident', () => {
  const table = new ObjectTable()
  for (const value of [1, 2, 3]) table.incref(table.add('int', value, []).ident)
  const idents = table.held().map(({ record }) => record.ident)
  expect(idents).toEqual([...idents].sort())
  expect(idents).toHaveLength(3)
})
