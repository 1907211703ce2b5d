/** A program that starts a process without asking whether it is the main one: each child would start another. */
import { Process } from '../../process/index.ts'

export function water(): void {
  console.log('watered')
}

const child = new Process({ target: water })
await child.start()
await child.join()
