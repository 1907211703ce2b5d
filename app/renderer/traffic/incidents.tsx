/** What happened without a frame: a client that found nobody where it called, waits that cannot end. No row can show it. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Incident, Moment } from 'multiprocessing/inspect'
import { ExplainButton } from '../explain/explain-button.tsx'
import { diagnosisOfProcess } from '../explain/state.ts'
import { announce } from '../layout/announce.ts'
import { isRunning, run } from '../store.ts'
import { Glyph } from './glyphs.tsx'
import { toldDeadlocks, type ToldDeadlock } from './moment/object-facts.ts'
import { moment } from './moment/present.ts'
import { nameOf } from './processes.ts'
import { SourceRef } from './source-ref.tsx'
import { head, select, selectedObject, showView } from './state.ts'

/** More than these are counted. */
const SHOWN = 2

export function Incidents() {
  const refused = run.value?.run.incidents.filter(({ kind }) => kind === 'connection refused') ?? []
  const present = moment.value
  const deadlocks = present ? toldDeadlocks(present) : []
  useDeadlockNews()
  if (refused.length === 0 && deadlocks.length === 0) return null
  const last = refused.slice(-SHOWN)
  return (
    <ul class="incidents" aria-label="What no frame shows">
      {present && deadlocks.map((deadlock) => <DeadlockLine key={deadlock.key} deadlock={deadlock} present={present} />)}
      {last.map((incident) => (
        <li key={`${incident.process} ${incident.time}`}>
          <Glyph name="error" />
          <span class="words" title={words(incident)}>
            {words(incident)}
          </span>
          <SourceRef at={incident.at} words="at" process={nameOf(incident.process)} />
          <ExplainButton diagnosis={diagnosisOfProcess(incident.process)} />
        </li>
      ))}
      {refused.length > SHOWN && <li class="muted">{refused.length - SHOWN} more before</li>}
    </ul>
  )
}

/** While it stands: who waits for what, and the way to it. */
function DeadlockLine({ deadlock, present }: { deadlock: ToldDeadlock; present: Moment }) {
  const { sentence, steps } = deadlock
  const [first] = steps
  return (
    <li class="deadlock">
      <Glyph name="error" />
      <b>Deadlock</b>
      <span class="words" title={sentence}>
        {sentence}
      </span>
      {first?.wait.frame && (
        <button type="button" class="ref e" onClick={() => first.wait.frame && select(first.wait.frame.number)}>
          frame {first.wait.frame.number}
        </button>
      )}
      <button
        type="button"
        class="btn sm"
        onClick={() => {
          showView('topology')
          if (first && present.object(first.wait.on.key)) selectedObject.value = first.wait.on.key
        }}
      >
        Show it
      </button>
    </li>
  )
}

/** Says a deadlock aloud, once, when it is found in a run that goes on. */
function useDeadlockNews(): void {
  const told = useRef(new Set<string>())
  useSignalEffect(() => {
    const present = moment.value
    if (!present || head.value !== null || !isRunning.value) return
    for (const { sentence } of toldDeadlocks(present)) {
      if (told.current.has(sentence)) continue
      told.current.add(sentence)
      announce(`Deadlock. ${sentence}`)
    }
  })
}

function words({ process, type, message }: Incident): string {
  return `${nameOf(process)} reached no server. ${type}: ${message}`
}
