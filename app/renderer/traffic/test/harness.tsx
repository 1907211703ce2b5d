/**
 * A page for looking at the traffic pane alone, on a recorded trace and without a host. For tests and for eyes; no
 * part of the app. Serve `app/renderer` with Vite and open
 * `traffic/test/harness.html?trace=exposed&theme=dark&width=564&view=frames&select=86`.
 *
 * | parameter | |
 * | --- | --- |
 * | `trace` | name of a recorded trace in engine/test/golden/traces, or in traces/ here |
 * | `theme` `width` `height` `view` `text` | how it is shown; two views side by side as `view=topology,objects` |
 * | `select` `head` `filter` `object` | as if a person had done it; an object by its name or typeid |
 * | `repeat` | play the trace so many times over, one after the other: for long lists |
 * | `copies` | so many objects for each that the trace tells of, with idents of their own: for long lists |
 * | `upto` | read only so many events: a run that goes on |
 * | `live` | then read the others, so many at each frame of the screen |
 */
import { batch, effect } from '@preact/signals'
import { render } from 'preact'
import { TraceReader } from 'multiprocessing/inspect'
import { parseTraceEvent, type TraceEvent } from 'multiprocessing/protocol'
import { noteProcesses } from '../../process/look.ts'
import { reviewSoon } from '../../review.ts'
import { run, runTexts, sourceRequest, theme, workspace } from '../../store.ts'
import '../../theme/base.css'
import '../../theme/tokens.css'
import { fieldOf } from '../filter-chips.ts'
import { titleOf } from '../moment/object-facts.ts'
import { moment } from '../moment/present.ts'
import { asText, filterField, scrubTo, select, selectedObject, showView, toggleBeside, TRAFFIC_VIEWS, type TrafficView } from '../state.ts'
import { Traffic } from '../traffic.tsx'

const asked = new URLSearchParams(location.search)
const number = (name: string): number | undefined => (asked.has(name) ? Number(asked.get(name)) : undefined)
const traces = import.meta.glob<string>(['../../../../engine/test/golden/traces/*.ndjson', './traces/*.ndjson'], { query: '?raw', import: 'default' })

const programs = import.meta.glob<string>('./traces/*/*.{py,mjs}', { query: '?raw', import: 'default' })

const wanted = `/${asked.get('trace') ?? 'exposed'}.ndjson`
const load = Object.entries(traces).find(([path]) => path.endsWith(wanted))?.[1]
const text = (await load?.()) ?? ''
const recorded = text.trimEnd().split('\n').filter(Boolean).map(parseTraceEvent)
const events = copied(repeated(recorded.toSorted((a, b) => a.time - b.time), number('repeat') ?? 1), number('copies') ?? 1)

const themeName = asked.get('theme') === 'dark' ? 'dark' : asked.get('theme') === 'contrast' ? 'contrast' : 'light'
theme.value = themeName
document.documentElement.dataset['theme'] = themeName

// The files that the trace names are those of the workspace.
const files = new Set(recorded.flatMap((event) => ('at' in event && event.at ? [event.at.file.split('/').at(-1) ?? ''] : [])))
for (const [path, source] of Object.entries(programs)) {
  if (path.includes(`/traces/${asked.get('trace') ?? ''}/`)) runTexts.set(path.split('/').at(-1) ?? '', await source())
}
workspace.value = { id: 'harness', lesson: null, language: 'python', programs: [], files: [...files].map((name) => ({ name, text: '', original: '' })) }

const reader = new TraceReader()
let version = 0
function read(some: readonly TraceEvent[]): void {
  reader.read(some)
  const labels = [...reader.run.processes.values()].toSorted((a, b) => Number(b.role === 'server') - Number(a.role === 'server'))
  noteProcesses(labels.map((process) => process.label))
  run.value = { run: reader.run, version: ++version }
  reviewSoon()
}

const upto = number('upto') ?? events.length
batch(() => {
  if (upto > 0) read(events.slice(0, upto))
  const [first, second] = (asked.get('view') ?? 'sequence').split(',').filter((name): name is TrafficView => TRAFFIC_VIEWS.some((one) => one === name))
  if (first) showView(first)
  if (second) toggleBeside(second)
  asText.value = asked.has('text')
  filterField.value = fieldOf(asked.get('filter') ?? '')
  const head = number('head')
  if (head !== undefined) scrubTo(head)
  const selected = number('select')
  if (selected !== undefined) select(selected)
})

const object = asked.get('object')
if (object !== null) selectedObject.value = moment.value?.objects.find((one) => titleOf(one) === object)?.key ?? null

// Where the page was asked to go, for tests.
effect(() => {
  const asked = sourceRequest.value
  document.body.dataset['source'] = asked ? `${asked.file}:${asked.line}` : ''
})

const pane = document.querySelector<HTMLElement>('#pane')
if (!pane) throw new Error('harness.html has no #pane')
pane.style.cssText = `width:${number('width') ?? 564}px;height:${number('height') ?? 796}px;background:var(--surface);display:grid`
render(<Traffic />, pane)

const step = number('live')
if (step !== undefined) {
  let at = upto
  const more = () => {
    if (at >= events.length) return
    read(events.slice(at, (at += step)))
    requestAnimationFrame(more)
  }
  requestAnimationFrame(more)
}

/** The same trace again and again: other connections, later times, the same processes. */
function repeated(once: readonly TraceEvent[], times: number): TraceEvent[] {
  const length = (once.at(-1)?.time ?? 0) - (once[0]?.time ?? 0) + 1000
  const all: TraceEvent[] = []
  for (let turn = 0; turn < times; turn++) {
    for (const event of once) {
      if (turn > 0 && event.name.startsWith('process/')) continue
      if (turn < times - 1 && event.name === 'process/exited') continue
      const later = { ...event, time: event.time + turn * length }
      if (turn > 0 && 'connection' in later) later.connection = `${turn}/${later.connection}`
      all.push(later)
    }
  }
  return all
}

/** What is told of each object again, of others: only their idents differ. */
function copied(once: readonly TraceEvent[], copies: number): TraceEvent[] {
  return once.flatMap((event) => {
    if (copies < 2 || !('typeid' in event) || !('ident' in event)) return [event]
    return Array.from({ length: copies }, (_, copy) => ({ ...event, ident: copy === 0 ? event.ident : `${event.ident}${copy.toString(16).padStart(4, '0')}` }) as TraceEvent)
  })
}
