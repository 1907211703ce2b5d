/** How much a proof does: a share in every run, all of it with `LONG=1` (see RESULTS.md). */
export const LONG = process.env['LONG'] === '1'

/** One of two amounts. */
export function amount(usual: number, long: number): number {
  return LONG ? long : usual
}

/** Minutes that a proof may take in the long profile; three otherwise, for busy machines. In milliseconds. */
export function timeLimit(minutes: number): number {
  return (LONG ? minutes : 3) * 60_000
}

/** Says a figure aloud, for RESULTS.md. */
export function report(text: string): void {
  console.log(`proof: ${text}`)
}
