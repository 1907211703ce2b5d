/** The traffic pane: every frame of the run, in one view or two, and a scrubber that takes all of them back in time. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Run } from 'multiprocessing/inspect'
import { CauseLine } from '../breaking/cause.tsx'
import { Deck } from '../breaking/deck.tsx'
import { dropHandlers, DropOutline } from '../breaking/drop.tsx'
import { deckOpen } from '../breaking/state.ts'
import { attempt, perform } from '../commands.ts'
import { Explanation } from '../explain/card.tsx'
import { useDiagnosisNews } from '../explain/news.ts'
import { closeExplanation, isOpen } from '../explain/state.ts'
import { Director } from '../hold/director.tsx'
import { FrozenPill } from '../hold/freeze.tsx'
import { useHoldNews } from '../hold/news.ts'
import { directorOpen, heldAt, isHolding, release } from '../hold/state.ts'
import { HoldStrip } from '../hold/strip.tsx'
import { isRecording, run } from '../store.ts'
import { Details } from './details/details.tsx'
import { Peek } from './details/peek.tsx'
import { NoFrames, NoMatch } from './empty.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FindBar } from './find-bar.tsx'
import { FramesTable } from './frames/table.tsx'
import { Incidents } from './incidents.tsx'
import { Header, panelId, tabId } from './header.tsx'
import { Memory } from './memory/memory.tsx'
import { Objects } from './objects/objects.tsx'
import { paneSize, usePaneSize } from './pane-size.ts'
import { chosenSize, PaneSplitter } from './pane-splitter.tsx'
import { useRefusalNews } from './refusals.ts'
import { rows } from './rows.ts'
import { Scrubber } from './scrubber/scrubber.tsx'
import { Sequence } from './sequence/sequence.tsx'
import { filterText } from './filter-chips.ts'
import { asText, filterField, filterWishes, forgetRun, openFind, scrubBy, scrubByCall, showsRows, spokenRow, views, type TrafficView } from './state.ts'
import { rowText, TextTable } from './text-table.tsx'
import { Topology } from './topology/topology.tsx'
import { useWarmUp } from './warm-up.ts'
import './traffic.css'

/** From this height on the filter stays while frames are held. */
const FILTER_FROM = 860
/** From this width on two views stand side by side, below one over the other. */
const BESIDE_FROM = 760
const LEAST_VIEW = 320
const LEAST_HEIGHT = 120

export function Traffic() {
  const last = useRef<Run | undefined>(undefined)
  const pane = useRef<HTMLElement>(null)
  usePaneSize(pane)
  useWarmUp()
  useRefusalNews()
  useDiagnosisNews()
  useHoldNews()
  useSignalEffect(() => {
    const present = run.value?.run
    if (last.current && last.current !== present) forgetRun()
    last.current = present
  })
  const shown = views.value
  // Where room is short the strip stands in the place of an empty filter.
  const filters = showsRows.value && !(isHolding.value && paneSize.value.height < FILTER_FROM && filterText(filterField.value) === '' && filterWishes.value === 0)
  return (
    <section class={`traffic${filters ? '' : ' no-filter'}`} aria-label="Traffic" ref={pane} onKeyDown={key}>
      <h2 class="hidden-text">Traffic</h2>
      <Header />
      {filters && <FilterBar />}
      <div class={`traffic-stage ${shown.map((one) => `shows-${one}`).join(' ')}`} {...dropHandlers}>
        {!isRecording.value && <HoldStrip />}
        <CauseLine />
        <Incidents />
        <Views shown={shown} />
        <FrozenPill goOn={() => perform('freeze-view')} />
        <DropOutline />
        {isOpen.value ? <Explanation /> : !isRecording.value && deckOpen.value ? <Deck /> : !isRecording.value && directorOpen.value ? <DirectorPart /> : shown.includes('frames') ? <Details /> : <Peek brief={!shown.includes('sequence')} />}
      </div>
      <Scrubber />
    </section>
  )
}

/** The director, and over it the frame that was selected, in short. */
function DirectorPart() {
  return (
    <>
      <Peek brief />
      <Director />
    </>
  )
}

/** One view, or two with a line between them. */
function Views({ shown }: { shown: readonly TrafficView[] }) {
  const { width, height } = paneSize.value
  const [first, second] = shown
  if (first === undefined) return null
  if (second === undefined) return <Panel view={first} />
  const beside = width >= BESIDE_FROM
  const name = beside ? 'traffic-beside' : 'traffic-above'
  const whole = beside ? width : Math.max(0, height - 148)
  const least = beside ? LEAST_VIEW : LEAST_HEIGHT
  const most = Math.max(least, whole - least)
  const size = Math.max(least, Math.min(most, chosenSize(name) ?? Math.round(whole * (beside ? 0.56 : 0.5))))
  const tracks = `minmax(0, ${size}px) minmax(0, 1fr)`
  return (
    <div class={`traffic-two ${beside ? 'beside' : 'above'}`} style={beside ? { gridTemplateColumns: tracks } : { gridTemplateRows: tracks }}>
      <Panel view={first} />
      <Panel view={second} />
      <PaneSplitter
        name={name}
        label={beside ? 'Width of the left view' : 'Height of the upper view'}
        orientation={beside ? 'vertical' : 'horizontal'}
        value={size}
        least={least}
        most={most}
        style={beside ? { left: `${size}px` } : { top: `${size}px` }}
      />
    </div>
  )
}

function Panel({ view }: { view: TrafficView }) {
  const lists = view === 'sequence' || view === 'frames'
  const finds = lists && views.value.find((one) => one === 'sequence' || one === 'frames') === view
  return (
    <div class={`traffic-view view-${view}`} id={panelId(view)} role="tabpanel" aria-labelledby={tabId(view)}>
      <View view={view} />
      {finds && <FindBar />}
    </div>
  )
}

function View({ view }: { view: TrafficView }) {
  switch (view) {
    case 'sequence':
    case 'frames':
      return <RowView view={view} />
    case 'topology':
      return <Topology />
    case 'objects':
      return <Objects />
    case 'memory':
      return <Memory />
    default:
      return closed(view)
  }
}

function closed(view: never): never {
  throw new TypeError(`a view of the traffic was expected, got ${String(view)}`)
}

function RowView({ view }: { view: 'sequence' | 'frames' }) {
  const { total, shown } = rows.value
  if (total === 0) return <NoFrames />
  if (shown === 0) return <NoMatch hidden={total} />
  if (view === 'frames') return <FramesTable />
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
  if (event.key === 'Escape' && !ctrl && !event.altKey && isOpen.peek()) closeExplanation()
  else if (event.key === 'Escape' && !ctrl && !event.altKey && deckOpen.peek()) deckOpen.value = false
  else if (event.key === 'Escape' && !ctrl && !event.altKey && directorOpen.peek() && !isHolding.peek()) directorOpen.value = false
  else if (/^[1-9]$/.test(event.key) && !ctrl && !event.altKey && releaseByKey(event)) void 0
  else if (ctrl && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'f') openFind()
  else if (event.altKey && !ctrl && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    const by = event.key === 'ArrowLeft' ? -1 : 1
    if (event.shiftKey) scrubByCall(by)
    else scrubBy(by)
  } else return
  event.preventDefault()
}

/** A digit releases the frame that has it for its key. @returns whether there is one */
function releaseByKey({ key: digit, target }: KeyboardEvent): boolean {
  if (target instanceof Element && target.closest('input, select, textarea')) return false
  const frame = heldAt(Number(digit))
  if (!frame || deckOpen.peek() || isOpen.peek()) return false
  attempt(() => release(frame))
  return true
}
