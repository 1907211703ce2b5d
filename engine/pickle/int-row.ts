/** Ints seldom come alone: after one of them, those that follow are read in a loop of their own, in half the time. */
import type { Machine } from './machine.ts'
import type { Reader } from './reader.ts'

/** What a pickler puts between MARK and APPENDS. */
const BATCH = 1000

/** Takes the ints that follow, up to one that is cut off or may be. */
export function pushInts(reader: Reader, machine: Machine): void {
  const { bytes } = reader
  const { length } = bytes
  let { at } = reader
  for (let left = BATCH; left > 0 && at + 4 < length; left--) {
    const code = bytes[at]
    if (code === 0x4d) {
      machine.push(bytes[at + 1]! | (bytes[at + 2]! << 8))
      at += 3
    } else if (code === 0x4b) {
      machine.push(bytes[at + 1])
      at += 2
    } else if (code === 0x4a) {
      machine.push(bytes[at + 1]! | (bytes[at + 2]! << 8) | (bytes[at + 3]! << 16) | (bytes[at + 4]! << 24))
      at += 5
    } else {
      break
    }
  }
  reader.at = at
}
