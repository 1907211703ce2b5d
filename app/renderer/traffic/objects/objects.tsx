/** The objects: what each server registered, what it has made, and all that is known of the chosen one. */
import { useMemo } from 'preact/hooks'
import type { Moment, ProcessAt, RegistryRow } from 'multiprocessing/inspect'
import { NoObjects } from '../empty.tsx'
import { deadlockedKeys } from '../moment/object-facts.ts'
import { chosenObject, moment, useCost } from '../moment/present.ts'
import { figures } from '../processes.ts'
import { asText } from '../state.ts'
import { TextView } from '../text-view.tsx'
import { LiveTable } from './live-table.tsx'
import { ObjectDetails } from './object-details.tsx'
import { objectsText } from './objects-text.ts'
import { RegistryTable } from './registry-table.tsx'
import './objects.css'

export function Objects() {
  useCost()
  const present = moment.value
  void figures.value
  if (!present) return <NoObjects />
  const registries = registriesOf(present)
  if (asText.value) return <TextView label="Objects, as text" text={objectsText(present, registries)} />
  const chosen = chosenObject.value
  if (registries.length === 0 && present.objects.length === 0) return <NoObjects />
  return (
    <div class={`objects${chosen ? ' with-details' : ''}`}>
      <div class="registries">
        {registries.map(({ server, rows }) => (
          <RegistryTable key={server.id} server={server} rows={rows} />
        ))}
      </div>
      {present.objects.length === 0 ? <NoObjects /> : <Live present={present} />}
      {chosen && <ObjectDetails object={chosen} present={present} />}
    </div>
  )
}

function Live({ present }: { present: Moment }) {
  const dead = useMemo(() => deadlockedKeys(present), [present])
  return <LiveTable present={present} dead={dead} />
}

export interface Registry {
  readonly server: ProcessAt
  readonly rows: readonly RegistryRow[]
}

/** Rows by server. A client registers too, so that it knows what to ask for; what it may get is decided here. */
export function registriesOf(present: Moment): Registry[] {
  return present.processes
    .filter(({ role }) => role === 'server')
    .map((server) => ({ server, rows: present.registry.filter(({ process }) => process === server.id) }))
    .filter(({ rows }) => rows.length > 0)
}
