/** A module beside a main module: `processes.ts` runs `heat` by reference. */
import { currentProcess } from '../../process/index.ts'

export function heat(degrees: number): void {
  console.log(`${currentProcess().name} heats to ${degrees}`)
}
