/** A source line as evidence: a chip that goes there, or plain words where the file is none of the workspace's. */
import { formatSource } from 'multiprocessing/inspect'
import type { TraceSource } from 'multiprocessing/protocol'
import { Chip } from '../process/chip.tsx'
import { openSource, sourceLabel } from '../store.ts'

interface Props {
  readonly at: TraceSource | undefined
  /** What the line did: `asked by`. Empty where that is clear. */
  readonly words: string
  /** Name of the process that ran it, where that is to be shown. */
  readonly process?: string
}

export function SourceRef({ at, words, process }: Props) {
  if (!at) return null
  const label = sourceLabel(at)
  const inside = (
    <>
      {process !== undefined && <Chip name={process} ended={false} />}
      {label ?? formatSource(at)}
    </>
  )
  return (
    <span class="evidence">
      {words !== '' && <span class="muted">{words}</span>}
      {label === null ? (
        <span class="ref" title={`${at.file}, line ${at.line}`}>
          {inside}
        </span>
      ) : (
        <button type="button" class="ref" title={`Go to ${label}`} onClick={() => openSource(at.file, at.line, at.column)}>
          {inside}
        </button>
      )}
    </span>
  )
}
