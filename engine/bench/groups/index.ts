/** Everything that is measured, in the order of the table. */
import type { Group } from '../contest.ts'
import type { Setting } from '../setting.ts'
import { calls } from './calls.ts'
import { clients } from './clients.ts'
import { codec } from './codec.ts'
import { inFlight } from './in-flight.ts'
import { memory } from './memory.ts'
import { payload } from './payload.ts'
import { peers } from './peers.ts'
import { raw } from './raw.ts'
import { setUp } from './set-up.ts'
import { sharedMemory } from './shared-memory.ts'
import { start } from './start.ts'
import { tracing } from './tracing.ts'

const GROUPS = [calls, clients, inFlight, peers, raw, setUp, payload, codec, start, memory, tracing, sharedMemory]

export function allGroups(setting: Setting): Group[] {
  return GROUPS.map((group) => group(setting))
}
