/** The traffic pane: every frame of the run, as a sequence or as a table, and a scrubber that goes back in time. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Run } from 'multiprocessing/inspect'
import { run } from '../store.ts'
import { Details } from './details/details.tsx'
import { Peek } from './details/peek.tsx'
import { NoFrames, NoMatch } from './empty.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FindBar } from './find-bar.tsx'
import { FramesTable } from './frames/table.tsx'
import { Incidents } from './incidents.tsx'
import { Header, PANEL_ID, tabId } from './header.tsx'
import { useRefusalNews } from './refusals.ts'
import { rows } from './rows.ts'
import { Scrubber } from './scrubber/scrubber.tsx'
import { Sequence } from './sequence/sequence.tsx'
import { asText, forgetRun, openFind, scrubBy, scrubByCall, spokenRow, view } from './state.ts'
import { rowText, TextTable } from './text-table.tsx'
import { useWarmUp } from './warm-up.ts'
import './traffic.css'

export function Traffic() {
  const last = useRef<Run | undefined>(undefined)
  useWarmUp()
  useRefusalNews()
  useSignalEffect(() => {
    const present = run.value?.run
    if (last.current && last.current !== present) forgetRun()
    last.current = present
  })
  return (
    <section class="traffic" aria-label="Traffic" onKeyDown={key}>
      <Header />
      <FilterBar />
      <div class={`traffic-stage shows-${view.value}`} id={PANEL_ID} role="tabpanel" aria-labelledby={tabId(view.value)}>
        <Incidents />
        <div class="traffic-view">
          <View />
          <FindBar />
        </div>
        {view.value === 'frames' ? <Details /> : <Peek />}
      </div>
      <Scrubber />
    </section>
  )
}

function View() {
  const { total, shown } = rows.value
  if (total === 0) return <NoFrames />
  if (shown === 0) return <NoMatch hidden={total} />
  if (view.value === 'frames') return <FramesTable />
  if (asText.value) {
    return (
      <>
        <TextTable />
        <Spoken />
      </>
    )
  }
  return (
    <>
      <Sequence />
      <TextTable twin />
      <Spoken />
    </>
  )
}

/** The row that the keys went to, for screen readers. */
function Spoken() {
  const row = spokenRow.value === null ? undefined : rows.value.rows[spokenRow.value]
  const present = run.value?.run
  return (
    <div class="hidden-text" role="status">
      {row && present ? rowText(row, present) : ''}
    </div>
  )
}

/** Keys of the whole pane: finding, and going through time. */
function key(event: KeyboardEvent): void {
  if (event.isComposing) return
  const ctrl = event.ctrlKey || event.metaKey
  if (ctrl && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'f') openFind()
  else if (event.altKey && !ctrl && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    const by = event.key === 'ArrowLeft' ? -1 : 1
    if (event.shiftKey) scrubByCall(by)
    else scrubBy(by)
  } else return
  event.preventDefault()
}
