/** The short profile: some histories of each kind, by real clients in two languages; and objects that are broken on purpose. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../engine/test/support/random.ts'
import { check } from './checker.ts'
import { Company } from './company.ts'
import { KINDS, type Kind } from './models/index.ts'
import { drawing, minimise } from './refusal.ts'

/** Histories in which a broken object must be caught. */
const BOUND = 60

let company: Company
beforeAll(async () => {
  company = await Company.open()
})
afterAll(() => company[Symbol.asyncDispose]())

test.each(KINDS)('what clients do at the same time with a %s can be explained', { timeout: 180_000 }, async (kind) => {
  const { seed } = new Random()
  for (let nth = 0; nth < 4; nth++) {
    const history = await company.play({ kind, seed: seed + nth, faults: 0.05 })
    const refusal = check(history)
    expect(refusal && drawing(minimise(refusal))).toBe(undefined)
  }
})

test.each([['killed', 'kill'], ['cut off', 'cut']] as const)('a client that is %s does not make a history wrong', { timeout: 180_000 }, async (_, kind) => {
  const { seed } = new Random()
  // It may have come to its end before.
  for (let nth = 0, done = 0; done < 1; nth++) {
    const history = await company.play({ kind: 'Queue', seed: seed + nth, faults: 1, only: kind })
    const refusal = check(history)
    expect(refusal && drawing(minimise(refusal))).toBe(undefined)
    if (history.fault?.kind === kind) done++
  }
})

const BROKEN: readonly (readonly [Kind, string])[] = [
  ['Lock', 'LeakyLock'], ['Queue', 'DoublingQueue'], ['Queue', 'LosingQueue'], ['Queue', 'DisorderlyQueue'], ['dict', 'ForgetfulDict'], ['dict', 'StaleDict'],
]
test.each(BROKEN)('a broken %s, the %s, is caught', { timeout: 180_000 }, async (kind, typeid) => {
  const { seed } = new Random()
  for (let nth = 0; nth < BOUND; nth++) {
    const refusal = check(await company.play({ kind, typeid, seed: seed + nth, faults: 0 }))
    if (!refusal) continue
    expect(drawing(minimise(refusal))).toContain('nothing explains this')
    return
  }
  throw new Error(`the ${typeid} went unseen in ${BOUND} histories`)
})
