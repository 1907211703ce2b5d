/** Targets with a fault that somebody put there: whatever the fuzzer looks for, it has to find here. Only tests use them. */
import type { Row } from '../bundle.ts'

const row = (name: string): Row => ({ name, file: `trials/fuzz/planted/${name}.ts`, share: 1, sources: ['trials/fuzz/planted/'] })

export const PLANTED = {
  crash: row('crash'),
  hang: row('hang'),
  codeRun: row('code-run'),
  pollution: row('pollution'),
  rejection: row('rejection'),
  memory: row('memory'),
  reach: row('reach'),
  magic: row('magic'),
} as const
