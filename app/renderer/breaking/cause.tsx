/** *Name the cause*: after a fault the person says what it is before the explanation is shown. Right and wrong are counted. */
import { useSignal } from '@preact/signals'
import { explain } from '../explain/state.ts'
import { announce } from '../layout/announce.ts'
import { ErrorMark, Tick } from '../layout/marks.tsx'
import { broken, CAUSES, nameCause, type Broken } from './state.ts'
import './breaking.css'

/** The last fault whose cause is to be named, or has been. */
export function CauseLine() {
  const all = broken.value
  const last = all.find(({ named }) => named === undefined) ?? all.at(-1)
  if (!last) return null
  return <Question key={last.fault.number} broken={last} />
}

export function Question({ broken: one }: { broken: Broken }) {
  const chosen = useSignal('')
  const closed = useSignal(false)
  if (closed.value) return null
  const { fault, diagnosis, named } = one
  if (named !== undefined) {
    return (
      <section class="cause" aria-label="The cause">
        {named ? <Tick state="met" label="right" /> : <ErrorMark />}
        <span class="cause-words">
          <b>{named ? 'Right.' : 'Another cause.'}</b> {diagnosis.title}.
        </span>
        <button type="button" class="btn sm" onClick={() => explain(diagnosis)}>
          Explain
        </button>
        <button type="button" class="btn ghost sm" onClick={() => void (closed.value = true)}>
          Close
        </button>
      </section>
    )
  }
  return (
    <form
      class="cause"
      aria-label="Name the cause"
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen.peek() === '') return
        const right = nameCause(one, chosen.peek())
        announce(right ? `Right. ${diagnosis.title}.` : `It was another cause. ${diagnosis.title}.`)
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <span class="cause-words">
        <b>Name the cause.</b> What was done to {fault.target}?
      </span>
      <select aria-label="Cause" value={chosen.value} onChange={(event) => void (chosen.value = event.currentTarget.value)}>
        <option value="" disabled>
          Choose a cause
        </option>
        {CAUSES.map(({ id, words }) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
      <button type="submit" class="btn sm" aria-disabled={chosen.value === ''} title={chosen.value === '' ? 'Choose a cause first' : undefined}>
        That is it
      </button>
    </form>
  )
}
