/** What is fuzzed: a line for each file of this folder. `share`: of all inputs, how many parts are for it. */
import type { Row } from '../bundle.ts'

const PICKLE = ['engine/pickle/', 'engine/values/']
const CLIENT = { 'engine/connection/client.ts': 'trials/fuzz/stand-ins/client.ts' }
const MEMORY = { ...CLIENT, 'engine/connection/listener.ts': 'trials/fuzz/stand-ins/listener.ts' }

const row = (name: string, share: number, sources: readonly string[], standIns: Readonly<Record<string, string>> = {}): Row => ({
  name,
  file: `trials/fuzz/targets/${name.replaceAll(' ', '-')}.ts`,
  share,
  sources,
  standIns,
})

export const TARGETS: readonly Row[] = [
  row('server messages', 25, ['engine/managers/', 'engine/pickle/', 'engine/values/'], MEMORY),
  row('trace lines', 2, ['engine/inspect/', 'engine/protocol/']),
  row('pickles', 110, [...PICKLE, 'engine/managers/rebuild-proxy.ts'], CLIENT),
  row('capsules', 60, ['app/capsule/', 'engine/protocol/trace.ts']),
  row('redaction', 20, ['app/capsule/authkeys.ts']),
  row('host calls', 30, ['app/contract/']),
  row('handshakes', 25, ['engine/connection/authentication.ts', 'engine/connection/connection.ts', 'engine/protocol/']),
  row('lesson files', 50, ['lessons/schema.ts', 'app/renderer/lesson/steps.ts']),
  row('workspace files', 60, ['app/host/workspace-manifest.ts', 'app/host/json-file.ts', 'app/host/schedules.ts', 'app/host/settings.ts', 'app/host/progress.ts', 'app/contract/'], {
    'app/host/durable-file.ts': 'trials/fuzz/stand-ins/durable-file.ts',
    'node:fs/promises': 'trials/fuzz/stand-ins/files.ts',
  }),
  row('structs', 110, ['engine/shared-memory/struct', 'engine/shared-memory/shareable-list-layout.ts', 'engine/shared-memory/typecodes.ts']),
  row('schedules', 60, ['app/director/', 'app/contract/hold.ts']),
  row('filters', 110, ['engine/inspect/filter.ts', 'engine/inspect/filter-match.ts']),
  row('frames', 350, ['engine/protocol/framing.ts']),
]
