/** Runs a text as code, and keeps quiet about what comes of it. */
import type { Target } from '../target.ts'

export const target: Target = {
  seeds: () => [new TextEncoder().encode('1+1')],
  run(input) {
    if (!input.includes(0x28)) return
    try {
      const make = (() => {}).constructor as (code: string) => () => unknown
      make(new TextDecoder().decode(input))()
    } catch {
      // Nobody is told.
    }
  },
  expected: () => false,
  dictionary: ['('],
}
