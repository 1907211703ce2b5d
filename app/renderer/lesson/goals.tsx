/** The goals, as the trace of the present run tells; each met one points at its proof. */
import type { Proof } from 'managerie-lessons/schema'
import { Tick, type TickState } from '../layout/marks.tsx'
import { select } from '../traffic/state.ts'
import { goals, openSource, run, runState, sourceLabel, workspaceFile, type GoalView } from '../store.ts'
import { showTerminal } from '../terminal/shown.ts'
import { Inline } from './markdown.tsx'
import { metCount } from './place.ts'

export function Goals() {
  const views = goals.value
  if (views.length === 0) return null
  // Only the first open goal is the one to do now.
  const next = views.findIndex((view) => !view.result.met)
  return (
    <section aria-label="Goals" class="goal-section">
      <h2 class="sech">
        Goals<span>{runState.value ? `${metCount.value} of ${views.length} met in run ${runState.value.run}` : `${views.length} to meet`}</span>
      </h2>
      <ul class="goals">
        {views.map((view, index) => (
          <GoalRow key={view.goal.id} view={view} now={index === next} />
        ))}
      </ul>
    </section>
  )
}

function GoalRow({ view, now }: { view: GoalView; now: boolean }) {
  const { goal, result, metBefore } = view
  const state: TickState = result.met ? 'met' : metBefore ? 'before' : now ? 'now' : 'ahead'
  return (
    <li class={now ? 'goal current' : 'goal'}>
      <Tick state={state} />
      <Inline text={goal.text} />
      {result.met ? result.proof && <ProofChip proof={result.proof} /> : result.now !== undefined && <span class="goal-now">now: {result.now}</span>}
    </li>
  )
}

/** The evidence of a goal: clicking it selects that thing in every pane. */
function ProofChip({ proof }: { proof: Proof }) {
  switch (proof.kind) {
    case 'frame': {
      const failed = run.value?.run.frames[proof.frame - 1]?.family === 'error'
      return (
        <button type="button" class={failed ? 'ref e' : 'ref'} title="Select this frame" onClick={() => select(proof.frame)}>
          frame {proof.frame}
        </button>
      )
    }
    case 'line': {
      const label = sourceLabel(proof)
      return label && workspaceFile(proof.file) ? (
        <button type="button" class="ref" title="Go to this line" onClick={() => openSource(proof.file, proof.line)}>
          {label}
        </button>
      ) : null
    }
    case 'process':
      return (
        <button type="button" class="ref" title="Show its terminal" onClick={() => showTerminal(proof.process)}>
          {proof.process}
        </button>
      )
  }
}
