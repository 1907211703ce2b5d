/** Where a run that leaves goals open parted from the solution: asked for, one sentence, and its evidence. */
import type { Divergence } from 'multiprocessing/inspect'
import { openSource, sourceLabel } from '../store.ts'
import { select } from '../traffic/state.ts'
import { ALIKE, comparison, compareWithSolution, mayCompare } from './comparison.ts'
import { Inline } from './markdown.tsx'

export function Parting() {
  const told = comparison.value
  if (!mayCompare.value) return null
  return (
    <section class="parting" aria-label="Compared with the solution">
      {(told === null || told.kind === 'failed') && (
        <button type="button" class="btn sm" title="Runs the solution, quietly, and compares the frames. That solves nothing, and shows none of its text." onClick={() => void compareWithSolution()}>
          Where did it part from the solution?
        </button>
      )}
      {told?.kind === 'waiting' && <p class="parting-words muted">Running the solution to compare with. The first time that takes some seconds.</p>}
      {told?.kind === 'alike' && <p class="parting-words">{ALIKE}</p>}
      {told?.kind === 'failed' && <p class="parting-words">{told.why}</p>}
      {told?.kind === 'parted' && (
        <div class="card parting-card">
          <h3>Where it parts from the solution</h3>
          <p class="parting-words selectable">
            <Inline text={told.divergence.sentence} />
          </p>
          <Evidence divergence={told.divergence} />
        </div>
      )}
    </section>
  )
}

function Evidence({ divergence: { frame, at } }: { divergence: Divergence }) {
  const place = frame?.at ?? frame?.pair?.at ?? at
  const label = sourceLabel(place)
  return (
    <p class="parting-refs">
      {frame && (
        <button type="button" class={frame.family === 'error' ? 'ref e' : 'ref'} title="Select this frame" onClick={() => select(frame.number)}>
          frame {frame.number}
        </button>
      )}
      {place && label && (
        <button type="button" class="ref" title="Go to this line" onClick={() => openSource(place.file, place.line)}>
          {label}
        </button>
      )}
      {!frame && !label && <span class="muted">No frame shows it: something that was not sent.</span>}
    </p>
  )
}
