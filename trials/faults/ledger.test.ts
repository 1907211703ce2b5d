import { expect, test } from 'vitest'
import { CountLedger, ItemLedger } from './ledger.ts'

function items(): ItemLedger {
  const ledger = new ItemLedger()
  for (const name of ['a', 'b', 'c']) ledger.put(name, 'answered')
  ledger.put('maybe', 'unknown')
  ledger.put('never', 'not sent')
  return ledger
}

test('each item that was answered is there once; one that was not may be', () => {
  for (const more of [[], ['maybe']]) {
    const ledger = items()
    for (const name of ['c', 'a', 'b', ...more]) ledger.got(name)
    expect(ledger.settle()).toEqual([])
  }
})

test('an item may be lost with the answer of a get, and no more than one', () => {
  const one = items()
  one.got('a')
  one.got('b')
  one.answerLost()
  expect(one.settle()).toEqual([])
  expect(one.counts.lostOnTheWay).toBe(1)
  const two = items()
  two.got('a')
  two.answerLost()
  expect(two.settle()).toEqual(['lost: 2 items whose put was answered are nowhere, and only 1 answers of a get were lost on the way: b, c'])
})

test('an item that is there twice, or that nobody put, is found', () => {
  const ledger = items()
  for (const name of ['a', 'b', 'c', 'c', 'never', 'x']) ledger.got(name)
  expect(ledger.settle()).toEqual([
    'doubled: item c was got 2 times',
    'invented: item never was got, and its put had not reached the server',
    'invented: item x was got, and never put',
  ])
  // It begins anew.
  expect(ledger.settle()).toEqual([])
})

test('a count is at least what was answered, and at most that and what may have been done', () => {
  const ledger = new CountLedger()
  ledger.counted(1)
  ledger.counted(2)
  ledger.counted(undefined)
  ledger.maybe()
  expect([3, 4].map((value) => ledger.settle(value))).toEqual([[], []])
  expect([2, 5].map((value) => ledger.settle(value))).toEqual([
    ['miscounted: the count is 2, of 3 that were answered and 1 that may have been done'],
    ['miscounted: the count is 5, of 3 that were answered and 1 that may have been done'],
  ])
})

test('two that write the same have both held the lock', () => {
  const ledger = new CountLedger()
  ledger.counted(1)
  ledger.counted(1)
  expect(ledger.settle(2)).toEqual(['two held the lock: both have written 1'])
})
