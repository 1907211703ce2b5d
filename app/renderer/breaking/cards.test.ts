import { expect, test } from 'vitest'
import { PITFALLS, type Diagnosis, type RunFault } from 'multiprocessing/inspect'
import { FAULTS } from 'multiprocessing/protocol'
import { cardOf, diagnosisOfFault, FAULT_CARDS } from './cards.ts'

const diagnosis = (id: string, time: number, process?: string) => ({ id, time, process, key: `${id} ${time}` }) as Diagnosis
const fault = (one: Partial<RunFault>) => ({ number: 1, fault: 'kill', target: 'server', state: 'done', endedAt: 5_000_000, on: 'p-1', ...one }) as RunFault

test('there are eight cards, and each fault is on one of them or on its back', () => {
  expect(FAULT_CARDS).toHaveLength(8)
  expect(FAULTS.filter((one) => cardOf(one).fault !== one)).toEqual([])
})

test('every cause of a card is a row of the table of causes', () => {
  const known = new Set(PITFALLS.map(({ id }) => id))
  expect(FAULT_CARDS.flatMap(({ causes }) => causes).filter((id) => !known.has(id))).toEqual([])
})

test('a fault is explained by the diagnosis that it brought about, and by no earlier one', () => {
  const early = diagnosis('server-gone', 1_000_000, 'p-1')
  const after = diagnosis('server-gone', 5_200_000, 'p-2')
  const own = diagnosis('server-gone', 6_000_000, 'p-1')
  expect(diagnosisOfFault(fault({}), [early, diagnosis('wrong-key', 5_100_000)])).toBeUndefined()
  expect(diagnosisOfFault(fault({}), [early, after])).toBe(after)
  expect(diagnosisOfFault(fault({}), [early, after, own])).toBe(own)
  expect(diagnosisOfFault(fault({ state: 'armed', endedAt: undefined }), [own])).toBeUndefined()
})
