/** Takes memory without end, and ends. */
import type { Target } from '../target.ts'

const kept: number[][] = []

export const target: Target = {
  seeds: () => [Uint8Array.of(1, 2, 3)],
  run(input) {
    if (input[0] !== 0x6d) return
    for (let at = 0; at < 10_000; at++) kept.push(Array.from({ length: 10_000 }, (_, index) => index + 0.5))
  },
  expected: () => true,
  dictionary: ['m'],
}
