/** Reaches for what it must not, by the first letter of its input, and keeps quiet about it. */
import { execSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { runInThisContext } from 'node:vm'
import type { Target } from '../target.ts'

const REACHING: Readonly<Record<string, () => unknown>> = {
  a: () => execSync('true'),
  b: () => writeFileSync('/nowhere/at/all', ''),
  c: () => rm('/nowhere/at/all'),
  d: () => connect('/nowhere/at/all'),
  e: () => fetch('http://127.0.0.1:9/'),
  f: () => runInThisContext('1'),
  g: () => process.exit(3),
  // oxlint-disable-next-line no-eval -- that is the fault
  h: () => (0, eval)('1'),
  i: () => Object.assign(globalThis, { leaked: 1 }),
  j: () => Object.assign(Array.prototype, { last: 1 }),
  k: () => (process.env['LEAKED'] = '1'),
}

export const target: Target = {
  seeds: () => Object.keys(REACHING).map((letter) => new TextEncoder().encode(letter)),
  async run(input) {
    try {
      await REACHING[new TextDecoder().decode(input.subarray(0, 1))]?.()
    } catch {
      // Nobody is told.
    }
  },
  expected: () => true,
}
