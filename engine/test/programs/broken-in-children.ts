/** A program whose module cannot be imported by its children. */
import { Process, isMainProcess } from '../../process/index.ts'

export function water(): void {
  console.log('watered')
}

if (!isMainProcess()) throw new RangeError('only once')
await new Process({ target: water }).start()
