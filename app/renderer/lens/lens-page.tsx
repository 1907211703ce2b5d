/** A lesson on two runtimes: what differs on the wire, each difference once. */
import { lessons } from 'managerie-lessons'
import type { LensRow } from 'multiprocessing/inspect'
import { attempt, perform } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { Inline } from '../lesson/markdown.tsx'
import { page } from '../store.ts'
import { select } from '../traffic/state.ts'
import { answer, choices, choose, chooseLesson, compare, left, lensLesson, right, sentence, sortRows, type Choice } from './state.ts'
import '../settings/settings.css'
import './lens.css'

export function LensPage() {
  const [here, there] = [left.value, right.value]
  const same = here?.id === there?.id
  return (
    <main class="paper" data-pane="lesson">
      <div class="paper-column lens-column">
        <div class="paper-head">
          <h1>Two runtimes</h1>
          <span class="sp" />
          <button type="button" class="btn" onClick={() => perform('back')}>
            <Icon name="arrow-left" small />
            Back
          </button>
        </div>
        <p class="lens-lead">
          The same lesson on two runtimes, frame beside frame. Idents, digests, pids and ports are folded away, and so is the order of a set: what is left is what the runtimes do otherwise.
        </p>
        <form
          class="card lens-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (!same) attempt(compare)
          }}
        >
          <label>
            Lesson
            <select class="input" data-pane-entry value={lensLesson.value.id} onChange={(event) => chooseLesson(event.currentTarget.value)}>
              {lessons.map(({ id, number, title }) => (
                <option key={id} value={id}>
                  {number} · {title}
                </option>
              ))}
            </select>
          </label>
          <Picker side="left" name="One" from={choices.value.left} chosen={here} />
          <Picker side="right" name="The other" from={choices.value.right} chosen={there} />
          <button type="submit" class="btn primary" aria-disabled={same || answer.value.kind === 'waiting'}>
            Compare
          </button>
        </form>
        {same && <p class="settings-note">{choices.value.right.length < 2 ? 'Only one runtime is here. With a CPython 3.8 or newer installed there are two.' : 'Choose two that are not the same.'}</p>}
        <Result />
      </div>
    </main>
  )
}

function Picker({ side, name, from, chosen }: { side: 'left' | 'right'; name: string; from: readonly Choice[]; chosen: Choice | undefined }) {
  return (
    <label>
      {name}
      <select class="input" value={chosen?.id ?? ''} onChange={(event) => choose(side, event.currentTarget.value)}>
        {from.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

function Result() {
  const told = answer.value
  if (told.kind === 'none') return <p class="settings-note">The lesson’s solution runs on each, twice, as real processes: what differs between two runs on one runtime is chance, and marked so. That takes some seconds the first time, and solves nothing.</p>
  if (told.kind === 'waiting') {
    return (
      <p class="lens-words" aria-busy="true">
        Running the solution with {told.for}, as far as it was not run before.
      </p>
    )
  }
  if (told.kind === 'failed') {
    return (
      <p class="lens-words" role="alert">
        {told.why}
      </p>
    )
  }
  const { found } = told
  const { real, order, chance } = sortRows(found.lens.rows)
  return (
    <section class="lens-result" aria-label="What differs">
      <h2>{sentence(found)}</h2>
      {real.length > 0 && <Differences rows={real} names={[found.left, found.right]} present={found.present} label="Differences" />}
      {order.length > 0 && (
        <details>
          <summary>At other places among the rest: {order.length}</summary>
          <p class="settings-note">Both do it, at another moment. When a proxy is let go is up to each runtime’s garbage collector; what processes do side by side is up to chance.</p>
          <ul class="lens-order">
            {order.map((row) => (
              <li key={`${row.what} ${row.detail}`}>
                <Inline text={row.what} /> <span class="muted">{row.times} × · {row.processes.join(', ')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {chance.length > 0 && (
        <details>
          <summary>By chance: {chance.length}</summary>
          <p class="settings-note">Two runs on one runtime were seen to differ in these, too.</p>
          <Differences rows={chance} names={[found.left, found.right]} present={found.present} label="Differences by chance" />
        </details>
      )}
    </section>
  )
}

function Differences({ rows, names, present, label }: { rows: readonly LensRow[]; names: readonly [string, string]; present: 'left' | null; label: string }) {
  return (
    <div class="lens-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="lens-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
            <th scope="col" class="num">
              Times
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify([row.what, row.detail, row.left, row.right])}>
              <th scope="row">
                <Inline text={row.what} />
                <small>{[row.detail === 'presence' ? 'only in one' : row.detail, row.processes.join(', ')].join(' · ')}</small>
              </th>
              <td class="selectable">
                <Value text={row.left} />
                {present === 'left' && row.frames.left && <FrameLink number={row.frames.left.number} />}
              </td>
              <td class="selectable">
                <Value text={row.right} />
              </td>
              <td class="num">{row.times}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Breaks between frames rather than within them. */
function Value({ text }: { text: string | null }) {
  if (text === null) return <span class="muted">not there</span>
  if (text === '') return <span class="muted">nothing</span>
  const parts = text.split(/, (?=[→←])/)
  return (
    <span class="mono lens-value">
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </span>
  )
}

function FrameLink({ number }: { number: number }) {
  return (
    <button
      type="button"
      class="ref"
      title="Select this frame"
      onClick={() => {
        page.value = 'work'
        select(number)
      }}
    >
      frame {number}
    </button>
  )
}
