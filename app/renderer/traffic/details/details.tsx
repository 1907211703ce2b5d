/** The whole of one frame, under the table: decoded, taken apart, and as bytes, linked by their place. */
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { explainFrame, kindText, requestText, type Frame, type Run } from 'multiprocessing/inspect'
import { ExplainButton } from '../../explain/explain-button.tsx'
import { diagnosisOf } from '../../explain/state.ts'
import { Icon } from '../../icons.tsx'
import { Chip } from '../../process/chip.tsx'
import { run, selection } from '../../store.ts'
import { endEllipsis } from '../ellipsis.ts'
import { bytes } from '../format.ts'
import { Glyph, glyphOfFrame } from '../glyphs.tsx'
import { nameOf } from '../processes.ts'
import { paneSize } from '../pane-size.ts'
import { chosenSize, PaneSplitter } from '../pane-splitter.tsx'
import { detailsOpen, select, showView } from '../state.ts'
import { SourceRef } from '../source-ref.tsx'
import { BytesPane } from './bytes-pane.tsx'
import type { Content } from './content-view.ts'
import { CopyMenu } from './copy-menu.tsx'
import { DecodedPane } from './decoded-pane.tsx'
import { viewFor } from './index.ts'
import { unlink } from './link.ts'
import { PartsPane } from './parts-pane.tsx'
import './details.css'

export function Details() {
  const number = selection.value
  const present = run.value?.run
  const frame = number === null ? undefined : present?.frames[number - 1]
  if (!frame || !present || !detailsOpen.value) return null
  return <FrameDetails key={frame.number} frame={frame} present={present} />
}

const TABS = ['decoded', 'parts', 'bytes'] as const
/** From this width on the decoded value stands beside one of the others (the same number is in details.css). */
const TWO_PANES = 820

const LEAST_HEIGHT = 132
/** What stays of the pane for the rows: its head, filter and scrubber, and a few rows. */
const ROOM_ABOVE = 260

function FrameDetails({ frame, present }: { frame: Frame; present: Run }) {
  const content = useMemo(() => viewFor(frame).read(frame), [frame])
  // In a narrow pane only one of the three, in a middling one the value and one of the others.
  const tab = useSignal<(typeof TABS)[number]>('decoded')
  const section = useRef<HTMLElement>(null)
  useEffect(() => unlink, [frame])
  useLayoutEffect(() => {
    const element = section.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (tab.peek() === 'decoded' && element.clientWidth >= TWO_PANES) tab.value = 'parts'
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [tab])
  const titles = { decoded: 'Decoded', parts: content.title, bytes: 'Bytes' }
  const { height: pane } = paneSize.value
  const most = Math.max(LEAST_HEIGHT, pane - ROOM_ABOVE)
  const height = Math.max(LEAST_HEIGHT, Math.min(most, chosenSize('traffic-details') ?? Math.min(320, pane * 0.46)))
  return (
    <section ref={section} class={`det show-${tab.value}`} aria-label={`Frame ${frame.number}`} style={{ height: `${height}px` }}>
      <PaneSplitter name="traffic-details" label="Height of the frame’s details" orientation="horizontal" value={height} least={LEAST_HEIGHT} most={most} reverse style={{ top: '4px' }} />
      <Head frame={frame} present={present} content={content} />
      <div class="det-tabs seg" role="group" aria-label="What is shown of it">
        {TABS.map((one) => (
          <button key={one} type="button" aria-pressed={tab.value === one} onClick={() => (tab.value = one)}>
            {titles[one]}
          </button>
        ))}
      </div>
      <DecodedPane frame={frame} content={content} sentences={explainFrame(frame, present)} />
      <PartsPane content={content} />
      <BytesPane frame={frame} content={content} />
    </section>
  )
}

function Head({ frame, present, content }: { frame: Frame; present: Run; content: Content }) {
  const failed = frame.family === 'error'
  const { pair } = frame
  const answers = pair !== undefined && pair.number < frame.number
  return (
    <div class="dh">
      <Glyph name={glyphOfFrame(frame)} />
      <b>Frame {frame.number}</b>
      <span class={`mono kind${failed ? ' failed' : ''}`}>{kindText(frame.kind)}</span>
      <span class="muted route">
        <Chip name={nameOf(frame.from)} ended={false} />
        {nameOf(frame.from)} to <Chip name={nameOf(frame.to)} ended={false} /> {nameOf(frame.to)}
      </span>
      <span class="muted size">{bytes(frame.size)}</span>
      {pair && (
        <span class="evidence pair">
          <span class="muted">{answers ? 'answers' : 'answered by'}</span>
          <button type="button" class="ref" onClick={() => select(pair.number)} title={answers ? requestText(pair) : undefined}>
            {pair.number} <span class="what">{endEllipsis(answers ? `${pair.method ?? pair.kind}${pair.args ?? ''}` : kindText(pair.kind), 28)}</span>
          </button>
        </span>
      )}
      <SourceRef at={frame.at} words="caused by" />
      <span class="sp" />
      <ExplainButton diagnosis={diagnosisOf(frame)} />
      <CopyMenu frame={frame} present={present} content={content} />
      <button type="button" class="btn sm" aria-label="Show in sequence" title="Show in sequence" onClick={() => showView('sequence')}>
        <Icon name="list-flat" small />
        <span>Show in sequence</span>
      </button>
      <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={() => (detailsOpen.value = false)}>
        <Icon name="close" />
      </button>
    </div>
  )
}
