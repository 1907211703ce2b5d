/** The question before a run. The answer is kept, and compared with what happened once there was a run. */
import { changeProgress, progressOf } from '../keeping.ts'
import { lesson, run } from '../store.ts'
import { Inline } from './markdown.tsx'

const NOT_SURE = 'Not sure'

export function PredictCard({ step }: { step: string }) {
  const open = lesson.value
  if (!open) return null
  const { question, choices, answer, gap } = open.predict
  const chosen = progressOf(open.id).predictions[step]
  const known = run.value !== null && chosen !== undefined

  function choose(choice: string) {
    if (!open) return
    changeProgress(open.id, { predictions: { ...progressOf(open.id).predictions, [step]: choice } })
  }

  return (
    <div class="card predict" role="radiogroup" aria-label="Prediction">
      <Inline class="predict-question" text={question} />
      <div class="predict-choices">
        {choices.map((choice) => (
          <button key={choice} type="button" class="btn" role="radio" aria-checked={chosen === choice} onClick={() => choose(choice)}>
            <Inline text={choice} />
          </button>
        ))}
        <button type="button" class="btn ghost not-sure" role="radio" aria-checked={chosen === NOT_SURE} onClick={() => choose(NOT_SURE)}>
          {NOT_SURE}
        </button>
      </div>
      {known && (
        <p class="predict-gap">
          {chosen === answer ? 'You predicted it. ' : chosen === NOT_SURE ? 'What happened: ' : 'It went another way. '}
          <Inline text={gap} />
        </p>
      )}
    </div>
  )
}
