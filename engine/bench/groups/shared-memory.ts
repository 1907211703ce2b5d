/** Reads and writes of shared memory, against a proxy of the same in a server, and against CPython's `SharedMemory`. */
import type { Contest, Group } from '../contest.ts'
import type { Setting } from '../setting.ts'
import { CPYTHON, OURS } from './conversation.ts'
import { soloist } from './partners.ts'

const ACTS = [
  { act: 'readValue', words: 'read of a `SharedValue`' },
  { act: 'writeValue', words: 'write of a `SharedValue`' },
  {
    act: 'readArray',
    words: 'read of a `SharedArray` of 1 MiB',
    note: 'Copying 1 MiB into memory that is there already took 42 µs in a separate measurement, `Uint8Array.slice` of the same bytes 2.0 ms: it is making the new array that costs.',
  },
  { act: 'writeArray', words: 'write of a `SharedArray` of 1 MiB' },
] as const

export function sharedMemory(setting: Setting): Group {
  const [major, minor] = setting.reference.version.split('.').map(Number)
  const missing = major === 3 && minor! < 8 ? `CPython ${setting.reference.version} has no SharedMemory` : undefined
  return {
    name: 'shared-memory',
    title: 'Shared memory',
    about:
      "A `SharedValue('i')`, and a `SharedArray('i')` of 1 MiB by `toBytes()` and `setSlice()` with bytes; in CPython `struct.unpack_from`, `pack_into`, `bytes(buf[:])`, `buf[:] = …`. " +
      'Through a proxy over a Unix socket the whole array crosses in one frame.',
    contests: ACTS.map((each): Contest => {
      const { act, words } = each
      return {
        name: words,
        contenders: [
          soloist(OURS, (place) => place.node('shared-memory'), { act, how: 'here' }),
          soloist('a proxy', (place) => place.node('shared-memory'), { act, how: 'proxy' }),
          soloist(CPYTHON, (place) => place.python(setting.reference, 'shared_memory'), { act }),
        ],
        rows: [
          { name: `${words}: against CPython's`, of: OURS, against: CPYTHON, ...('note' in each ? { note: each.note } : {}) },
          { name: `${words}: against a proxy`, of: OURS, against: 'a proxy' },
        ],
        missing,
      }
    }),
  }
}
