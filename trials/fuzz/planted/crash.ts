/** Fails where a byte is over 250 behind an `x`. Its other error is one that it says it throws. */
import type { Target } from '../target.ts'

export const target: Target = {
  seeds: () => [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
  run(input) {
    const at = input.indexOf(0x78)
    if (input.length > 100) throw new SyntaxError('as it says')
    if (at >= 0 && (input[at + 1] ?? 0) > 250) (undefined as unknown as { a: number }).a.toFixed()
  },
  expected: (error) => error instanceof SyntaxError,
  dictionary: ['x'],
}
