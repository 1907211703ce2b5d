/** The selected frame in a few lines, under the sequence. */
import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { explainFrame, failureOf, formatDuration, frameStatus, isRequest, kindText, registrationOf, requestText, unexposedMethod, type FoldRow, type Frame, type Run } from 'multiprocessing/inspect'
import { decidedAt } from '../../editor/line-marks.ts'
import { ExplainButton } from '../../explain/explain-button.tsx'
import { diagnosisOf } from '../../explain/state.ts'
import { Icon } from '../../icons.tsx'
import { run, runSources, selection } from '../../store.ts'
import { bytes } from '../format.ts'
import { Glyph, glyphOfFold, glyphOfFrame } from '../glyphs.tsx'
import { nameOf } from '../processes.ts'
import { rowOf, rows } from '../rows.ts'
import { numbersOf } from '../sequence/drawing.ts'
import { SourceRef } from '../source-ref.tsx'
import { coveredHeight, detailsOpen, selectedFold, showView, toggleFold, views } from '../state.ts'
import './peek.css'

/** Whether the plain sentences are shown: stays as it was set from frame to frame. */
const explaining = signal(false)

/** @param brief in two lines: under a picture, which needs the room */
export function Peek({ brief = false }: { brief?: boolean }) {
  const element = useRef<HTMLElement>(null)
  const number = selection.value
  const present = run.value?.run
  const frame = number === null ? undefined : present?.frames[number - 1]
  const shown = frame !== undefined && present !== undefined && detailsOpen.value
  useLayoutEffect(() => {
    const card = element.current
    if (!shown || !card) {
      coveredHeight.value = 0
      return
    }
    const measure = () => (coveredHeight.value = getComputedStyle(card).position === 'absolute' ? card.offsetHeight : 0)
    const observer = new ResizeObserver(measure)
    observer.observe(card)
    if (card.parentElement) observer.observe(card.parentElement)
    return () => {
      observer.disconnect()
      coveredHeight.value = 0
    }
  }, [shown])
  if (!shown) return null
  const row = rows.value.rows[rowOf(frame.number)]
  return (
    <section class={brief ? 'peek brief' : 'peek'} ref={element} aria-label="Selected frame">
      {brief ? <BriefWords frame={frame} /> : row?.kind === 'fold' && row.key === selectedFold.value ? <FoldWords row={row} /> : <FrameWords frame={frame} present={present} />}
    </section>
  )
}

function CloseButton() {
  return (
    <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={() => (detailsOpen.value = false)}>
      <Icon name="close" />
    </button>
  )
}

/** What a fold hides. */
function FoldWords({ row }: { row: FoldRow }) {
  return (
    <>
      <div class="ph">
        <Glyph name={glyphOfFold(row)} />
        <span>Frames {numbersOf(row)}</span>
        <span class="mono kind">{row.names.join(', ')}</span>
        <span class="muted facts">
          {nameOf(row.client)} and {nameOf(row.listener)} · {bytes(row.bytes)}
        </span>
        <span class="sp" />
        <CloseButton />
      </div>
      <p class="said words selectable">{row.sentence}.</p>
      <div class="refs">
        <SourceRef at={row.frames[0]?.at} words="asked by" process={nameOf(row.client)} />
        <span class="actions">
          <button type="button" class="btn sm" onClick={() => toggleFold(row.key)}>
            <Icon name="unfold" small />
            Unfold
          </button>
        </span>
      </div>
    </>
  )
}

/** The frame in two lines, and the way to its row. */
function BriefWords({ frame }: { frame: Frame }) {
  const failed = failureOf(frame) !== undefined
  return (
    <>
      <div class="ph">
        <Glyph name={glyphOfFrame(frame)} />
        <span>Frame {frame.number}</span>
        <span class={`mono kind${failed ? ' failed' : ''}`}>{kindText(frame.kind)}</span>
        <span class="muted facts" title={factsOf(frame)}>
          {factsOf(frame)}
        </span>
        <span class="sp" />
        <SourceRef at={frame.at} words="" process={nameOf(isAsker(frame) ? frame.from : frame.to)} />
        {!views.value.includes('sequence') && (
          <button type="button" class="btn sm" onClick={() => showView('sequence')}>
            <Icon name="list-flat" small />
            In Sequence
          </button>
        )}
        <CloseButton />
      </div>
      <p class="mono said selectable" title={saidBy(frame)}>
        {saidBy(frame)}
      </p>
    </>
  )
}

function FrameWords({ frame, present }: { frame: Frame; present: Run }) {
  const failed = failureOf(frame) !== undefined
  const diagnosis = diagnosisOf(frame)
  return (
    <>
      <div class="ph">
        <Glyph name={glyphOfFrame(frame)} />
        <span>Frame {frame.number}</span>
        <span class={`mono kind${failed ? ' failed' : ''}`}>{kindText(frame.kind)}</span>
        <span class="muted facts" title={factsOf(frame)}>
          {factsOf(frame)}
        </span>
        <span class="sp" />
        <CloseButton />
      </div>
      <p class="mono said selectable">{saidBy(frame)}</p>
      {explaining.value && <p class="explained selectable">{explainFrame(frame, present).join(' ')}</p>}
      <div class="refs">
        <SourceRef at={frame.at} words="asked by" process={nameOf(isAsker(frame) ? frame.from : frame.to)} />
        <DecidedBy frame={frame} present={present} />
        <LedBy frame={frame} />
        <span class="actions">
          <button type="button" class="btn sm" onClick={() => showView('frames')}>
            <Icon name="table" small />
            In Frames
          </button>
          {diagnosis ? (
            <ExplainButton diagnosis={diagnosis} />
          ) : (
            <button type="button" class="btn sm" aria-expanded={explaining.value} onClick={() => (explaining.value = !explaining.value)}>
              <Icon name="lightbulb" small />
              Explain
            </button>
          )}
        </span>
      </div>
    </>
  )
}

/** Whether the line belongs to the sender: the client caused what goes either way. */
function isAsker(frame: Frame): boolean {
  return frame.sender === 'client'
}

/** `server to visitor · 301 B · answers frame 85 in 90 µs` */
function factsOf(frame: Frame): string {
  const words = [`${nameOf(frame.from)} to ${nameOf(frame.to)}`, bytes(frame.size)]
  const status = frameStatus(frame)
  if (frame.pair && !isRequest(frame)) {
    words.push(`answers frame ${frame.pair.number}${frame.latency === undefined ? '' : ` in ${formatDuration(frame.latency)}`}`)
  } else if (frame.pair) words.push(`answered by frame ${frame.pair.number}`)
  else if (status !== 'delivered') words.push(STATUS[status])
  return words.join(' · ')
}

const STATUS = {
  answered: 'answered',
  waiting: 'no answer yet',
  unanswered: 'never answered',
  'on the way': 'on the way',
  lost: 'lost',
  unread: 'never read',
  held: 'held, not sent yet',
  dropped: 'dropped, never sent',
  cut: 'its connection was cut instead',
  abandoned: 'given up while it was held',
} as const

/** What the frame says, in Python's own words. */
function saidBy(frame: Frame): string {
  if (frame.family === 'handshake') return frame.digest ? `${kindText(frame.kind)} ${frame.digest}` : kindText(frame.kind)
  if (isRequest(frame)) return requestText(frame)
  return frame.result ?? kindText(frame.kind)
}

/** The line of `register()` that decided: why a call was refused, why its result is a proxy. */
function DecidedBy({ frame, present }: { frame: Frame; present: Run }) {
  const refused = unexposedMethod(frame.error?.message ?? '') !== undefined
  if (!refused && frame.kind !== '#PROXY') return null
  const row = registrationOf(present, frame)
  return <SourceRef at={row && refused ? decidedAt(row, runSources) : row?.at} words="decided by" />
}

/** The handshake that went before a request, where it has no row of its own. */
function LedBy({ frame }: { frame: Frame }) {
  const row = rows.value.rows[rowOf(frame.number)]
  const lead = row?.kind === 'frame' ? row.lead : undefined
  if (!lead) return null
  return (
    <span class="evidence">
      <span class="muted">after</span>
      <button type="button" class="ref" title={lead.sentence} onClick={() => toggleFold(lead.key)}>
        frames {lead.first}–{lead.last}
      </button>
    </span>
  )
}
