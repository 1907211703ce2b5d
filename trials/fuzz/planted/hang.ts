/** Does not come to an end with an input that begins with an `h`. */
import type { Target } from '../target.ts'

export const target: Target = {
  seeds: () => [Uint8Array.of(1, 2, 3)],
  run(input) {
    // oxlint-disable-next-line no-empty -- that is the fault
    while (input[0] === 0x68) {}
  },
  expected: () => false,
  dictionary: ['h'],
}
