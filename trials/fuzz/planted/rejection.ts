/** Lets go of a promise that fails. */
import type { Target } from '../target.ts'

export const target: Target = {
  seeds: () => [Uint8Array.of(1, 2, 3)],
  run(input) {
    void Promise.resolve().then(() => {
      if (input[0] === 0x72) throw new Error('nobody waits for this')
    })
  },
  expected: () => true,
  dictionary: ['r'],
}
