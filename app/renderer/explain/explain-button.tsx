/** Opens the diagnosis of what stands beside it; nothing, where there is none. */
import type { Diagnosis } from 'multiprocessing/inspect'
import { Icon } from '../icons.tsx'
import { explain } from './state.ts'

export function ExplainButton({ diagnosis }: { diagnosis: Diagnosis | undefined }) {
  if (!diagnosis) return null
  return (
    <button type="button" class="btn sm" title={diagnosis.title} onClick={() => explain(diagnosis)}>
      <Icon name="lightbulb" small />
      Explain
    </button>
  )
}
