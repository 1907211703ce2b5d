/** What happened without a frame: a client that found nobody where it called. No row can show it. */
import type { Incident } from 'multiprocessing/inspect'
import { run } from '../store.ts'
import { Glyph } from './glyphs.tsx'
import { nameOf } from './processes.ts'
import { SourceRef } from './source-ref.tsx'

/** More than these are counted. */
const SHOWN = 2

export function Incidents() {
  const refused = run.value?.run.incidents.filter(({ kind }) => kind === 'connection refused') ?? []
  if (refused.length === 0) return null
  const last = refused.slice(-SHOWN)
  return (
    <ul class="incidents" aria-label="What no frame shows">
      {last.map((incident) => (
        <li key={`${incident.process} ${incident.time}`}>
          <Glyph name="error" />
          <span class="words" title={words(incident)}>
            {words(incident)}
          </span>
          <SourceRef at={incident.at} words="at" process={nameOf(incident.process)} />
        </li>
      ))}
      {refused.length > SHOWN && <li class="muted">{refused.length - SHOWN} more before</li>}
    </ul>
  )
}

function words({ process, type, message }: Incident): string {
  return `${nameOf(process)} reached no server. ${type}: ${message}`
}
