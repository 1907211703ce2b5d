/** All that is known of the chosen object: who has it, who waits, how its references came and went, what is wrong. */
import { useMemo } from 'preact/hooks'
import { shortIdent, type LifetimeMark, type Moment, type ObjectAt } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { Chip } from '../../process/chip.tsx'
import { exactTime } from '../format.ts'
import { Glyph } from '../glyphs.tsx'
import { markSentence, markWords, titleOf, valueText, variableOf } from '../moment/object-facts.ts'
import { figure, nameOf } from '../processes.ts'
import { isOnlyObject, select, selectedObject, toggleObjectFilter } from '../state.ts'
import { LockCard, SourceButton } from './lock-card.tsx'
import { refcountHistory, type RefcountChange } from './refcount-history.ts'

/** So many of the last changes are listed. */
const LISTED = 5

export function ObjectDetails({ object, present }: { object: ObjectAt; present: Moment }) {
  const locked = object.lock !== undefined || object.waits.length > 0
  const only = isOnlyObject(object.ident)
  const made = object.createdBy
  return (
    <section class="sec object-details" aria-label={`Object ${titleOf(object)}`}>
      <h3>
        {locked ? <Icon name="lock" small /> : <Glyph name="proxy" />}
        {titleOf(object)}
        <span class="of-object">
          {variableOf(object) === undefined ? '' : `${object.typeid} `}
          {shortIdent(object.ident)}
          {object.type !== undefined && object.type.toLowerCase() !== object.typeid.toLowerCase() && `, a ${object.type}`}, at {exactTime(present.time)}
        </span>
        <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={() => (selectedObject.value = null)}>
          <Icon name="close" />
        </button>
      </h3>
      {object.marks.map((mark) => (
        <Mark key={`${mark.kind} ${mark.since}`} mark={mark} />
      ))}
      {locked && <LockCard at={object.key} holders={object.lock?.holders ?? []} waits={object.waits} present={present} />}
      <dl class="facts-of-object">
        <dt>Value</dt>
        <dd>
          {object.value ? (
            <>
              <span class="mono selectable">{valueText(object.value)}</span> <FrameRef number={object.value.number} words="told in" />
            </>
          ) : (
            <span class="muted">not told yet: no frame has carried it</span>
          )}
        </dd>
        <dt>Held by</dt>
        <dd>
          {[...object.holders].map(([process, count]) => (
            <span key={process} class="holder">
              <Chip name={nameOf(process)} ended={false} />
              {nameOf(process)}
              {count > 1 && <span class="muted num">×{count}</span>}
            </span>
          ))}
          {object.inFlight.map(({ from, to, frame }) => (
            <span key={`${from} ${frame?.number}`} class="holder">
              <Glyph name="proxy" />
              on its way from {nameOf(from)}
              {to !== undefined && ` to ${nameOf(to)}`} {frame && <FrameRef number={frame.number} />}
            </span>
          ))}
          {object.holders.size === 0 && object.inFlight.length === 0 && <span class="muted">{object.state === 'kept' ? 'nobody; its server keeps it' : 'nobody'}</span>}
        </dd>
      </dl>
      <History object={object} present={present} />
      <div class="lock-refs">
        {made && (
          <button type="button" class="btn sm" onClick={() => select(made.number)}>
            <Glyph name="create" />
            Made by frame {made.number}
          </button>
        )}
        <SourceButton at={made?.at} />
        <button type="button" class="btn sm" aria-pressed={only} title="In Sequence and Frames, only frames about this object (F)" onClick={() => toggleObjectFilter(object.ident)}>
          <Icon name="filter" small />
          Only this object
        </button>
      </div>
    </section>
  )
}

function FrameRef({ number, words }: { number: number; words?: string }) {
  return (
    <>
      {words !== undefined && <span class="muted">{words} </span>}
      <button type="button" class="ref" onClick={() => select(number)}>
        frame {number}
      </button>
    </>
  )
}

function Mark({ mark }: { mark: LifetimeMark }) {
  const going = mark.kind === 'manager going away'
  return (
    <div class={`card mark-card ${going ? 'hon' : 'failed'}`}>
      <Glyph name={going ? 'waiting' : 'error'} />
      <div>
        <b>{markWords(mark)}</b>
        <p>{markSentence(mark)}</p>
        <span class="lock-refs">
          {mark.frames.map(({ number }) => (
            <FrameRef key={number} number={number} />
          ))}
          <SourceButton at={mark.at} />
        </span>
      </div>
    </div>
  )
}

/** The count over time, and its last changes. */
function History({ object, present }: { object: ObjectAt; present: Moment }) {
  const upTo = present.frame?.number ?? present.run.frames.length
  const changes = useMemo(() => refcountHistory(present.run, object.key, upTo), [present.run, object.key, upTo])
  if (changes.length === 0) return null
  const last = changes.at(-1)
  const listed = changes.slice(-LISTED).toReversed()
  return (
    <div class="history">
      <h4>
        References <span class="muted">{changes.length === 1 ? '1 change' : `${changes.length} changes`}</span>
      </h4>
      <Steps changes={changes} from={object.createdAt} to={present.time} />
      <ol>
        {listed.map(({ frame, process, what, count, change }) => (
          <li key={frame.number}>
            <span class="num count-now">{count}</span>
            <Glyph name={what === 'decref' ? 'decref' : what === 'incref' ? 'incref' : what === 'create' ? 'create' : 'proxy'} />
            <span class="mono">{what}</span>
            <span class="who">
              <Chip name={nameOf(process)} ended={false} />
              {nameOf(process)}
            </span>
            <span class="muted num">{change > 0 ? '+1' : '−1'}</span>
            <FrameRef number={frame.number} />
          </li>
        ))}
      </ol>
      {last && last.count !== object.refcount && (
        <p class="muted">The server counts {object.refcount}. What it does with its own objects sends no frame.</p>
      )}
    </div>
  )
}

const WIDTH = 500
const HEIGHT = 36

/** The count as steps. The list beside it says the same in words. */
function Steps({ changes, from, to }: { changes: readonly RefcountChange[]; from: number; to: number }) {
  const top = Math.max(1, ...changes.map(({ count }) => count))
  const span = Math.max(1, to - from)
  const x = (time: number) => Math.max(0, Math.min(WIDTH, ((time - from) / span) * WIDTH))
  const y = (count: number) => HEIGHT - 2 - (count / top) * (HEIGHT - 6)
  let path = `M0 ${y(0)}`
  for (const { frame, count } of changes) path += `H${x(frame.time).toFixed(1)}V${y(count).toFixed(1)}`
  return (
    <div class="steps">
      <span class="muted num">{top}</span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} height={HEIGHT} preserveAspectRatio="none" role="img" aria-label={`Reference count, at most ${top}, now ${changes.at(-1)?.count ?? 0}. The changes follow as a list.`}>
        <path d={`${path}H${WIDTH}V${HEIGHT - 2}H0z`} class="steps-fill" />
        <path d={`${path}H${WIDTH}`} class="steps-line" vector-effect="non-scaling-stroke" />
        {changes.length <= 60 &&
          changes.map(({ frame, process }) => (
            <line key={frame.number} x1={x(frame.time)} x2={x(frame.time)} y1={HEIGHT - 5} y2={HEIGHT} stroke={figure(process).colour} stroke-width={2} vector-effect="non-scaling-stroke" />
          ))}
      </svg>
    </div>
  )
}
