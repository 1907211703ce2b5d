/** Fails behind four bytes that no dictionary has: found byte by byte by whoever sees how far it came, and hardly else. */
import type { Target } from '../target.ts'

export const target: Target = {
  seeds: () => [new Uint8Array(4)],
  run(input) {
    if (input[0] !== 0x9e) return
    if (input[1] !== 0x37) return
    if (input[2] !== 0x79) return
    if (input[3] !== 0xb9) return
    throw new Error('found')
  },
  expected: () => false,
}
