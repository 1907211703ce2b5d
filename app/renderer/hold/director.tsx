/** The interleaving director: whose frame goes next, and what came of it in this run and in those before. */
import { useRef } from 'preact/hooks'
import type { Frame } from 'multiprocessing/inspect'
import { attempt, perform } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { Chip } from '../process/chip.tsx'
import { lookOf } from '../process/look.ts'
import { run } from '../store.ts'
import { count } from '../traffic/format.ts'
import { labelOf } from '../traffic/frame-texts.ts'
import { Glyph } from '../traffic/glyphs.tsx'
import { useNow } from '../traffic/moment/present.ts'
import { nameOf } from '../traffic/processes.ts'
import { SourceRef } from '../traffic/source-ref.tsx'
import { select } from '../traffic/state.ts'
import { groupWords, heldWrite, lastTold, shortThing } from './facts.ts'
import { ScheduleRows } from './schedules.tsx'
import { asking, DELAY, decide, delayed, directorOpen, heldNow, holdKey, holdState, isHolding, isLive, isReplaying, release, rule } from './state.ts'
import { UntilForm } from './until-form.tsx'
import { accessOf } from '../../director/outcome.ts'

/** Keys that release a frame each. */
const KEYS = 9
/** More cards than keys are counted. */
const CARDS = 12

export function Director() {
  const panel = useRef<HTMLElement>(null)
  const held = heldNow.value
  const frames = run.value?.run.frames ?? []
  const schedule = holdState.value?.schedule
  const lost = schedule?.state === 'lost' ? schedule.detail : null
  return (
    <section
      class="director"
      ref={panel}
      tabIndex={-1}
      data-held={held.length}
      aria-label="Interleaving director"
      // What is pressed goes away with its card: the keys go on from here.
      onClick={(event) => {
        if ((event.target as Element).closest('.held-card button.btn')) panel.current?.focus({ preventScroll: true })
      }}
    >
      <div class="director-head">
        <div>
          <h2>Who goes first?</h2>
          <p>{leadWords(held, frames)}</p>
        </div>
        <span class="director-tools">
          {isLive.value && isHolding.value && !asking.value && (
            <button type="button" class="btn ghost sm" title="Release frames until a condition (F11)" onClick={() => perform('release-until')}>
              Until…
            </button>
          )}
          {!isHolding.value && (
            <button type="button" class="iconbtn" aria-label="Close the director" title="Close (Esc)" onClick={() => void (directorOpen.value = false)}>
              <Icon name="close" />
            </button>
          )}
        </span>
      </div>
      {asking.value && <UntilForm />}
      {lost && (
        <p class="schedule-lost" role="status">
          <Glyph name="error" />
          <span>
            The schedule ended early. {lost.replaceAll('`', '')}
          </span>
        </p>
      )}
      {held.length > 0 && (
        <div class={`held-cards${held.length === 1 ? ' one' : ''}`} role="group" aria-label={`Held frames, ${held.length}`}>
          {held.slice(0, CARDS).map((frame, index) => (
            <HeldCard key={holdKey(frame)} frame={frame} number={index < KEYS ? index + 1 : undefined} frames={frames} />
          ))}
          {held.length > CARDS && <p class="muted">{count(held.length - CARDS)} more wait. Release some, and they appear here.</p>}
        </div>
      )}
      <ScheduleRows />
    </section>
  )
}

function leadWords(held: readonly Frame[], frames: readonly Frame[]): string {
  if (isReplaying.value) return 'Frames go by the schedule. Releasing one yourself ends it.'
  if (isLive.value && isHolding.value) return groupWords(held, frames, nameOf)
  if (rule.value.hold !== 'off') return 'Nothing runs now. In the next run frames wait until you let them go.'
  return isLive.value ? 'No frame is held any more.' : 'The run is over. No frame is held in the next one.'
}

interface CardProps {
  readonly frame: Frame
  readonly number: number | undefined
  readonly frames: readonly Frame[]
}

function HeldCard({ frame, number, frames }: CardProps) {
  const name = nameOf(frame.from)
  const letter = lookOf(name).letter
  const wait = delayed.value.get(holdKey(frame))
  return (
    <section class="card held-card" aria-label={`${name}, frame ${frame.number}`}>
      <div class="held-head">
        <Chip name={name} big ended={false} />
        <b title={name}>{name}</b>
        <SourceRef at={frame.at} words="" />
        <span class="held-since num">
            paused at{' '}
            <button type="button" class="link" onClick={() => select(frame.number)}>
              frame {frame.number}
            </button>{' '}
            for <Paused since={frame.hold?.since ?? 0} />
        </span>
      </div>
      <p class="held-call mono" title={labelOf(frame)}>
        <Glyph name="held" />
        <span>
          {frame.typeid && frame.kind === 'call' ? `${frame.typeid}.` : ''}
          {labelOf(frame)}
        </span>
      </p>
      <p class="held-fact">
        <Fact frame={frame} frames={frames} />
      </p>
      <div class="held-buttons">
        <button type="button" class="btn rel" aria-keyshortcuts={number === undefined ? undefined : String(number)} onClick={() => attempt(() => release(frame))}>
          <Icon name="play" small />
          <span>
            Release {letter}
            {name !== letter && <span class="hidden-text">, {name}</span>}
          </span>
          {number !== undefined && (
            <span class="kbd" aria-hidden="true">
              {number}
            </span>
          )}
        </button>
        <button type="button" class="btn ghost" aria-label={`Drop the frame of ${name}`} title="It is never sent: whoever waits for it gets none" onClick={() => attempt(() => decide(frame, 'drop'))}>
          Drop
        </button>
        {wait === undefined ? (
          <button type="button" class="btn ghost" aria-label={`Delay the frame of ${name}`} title={`It goes in ${DELAY / 1000} s`} onClick={() => attempt(() => decide(frame, 'go', DELAY))}>
            Delay
          </button>
        ) : (
          <span class="muted held-delayed">goes in {wait / 1000} s</span>
        )}
      </div>
    </section>
  )
}

/** `9 s`, counted on while nothing happens. */
function Paused({ since }: { since: number }) {
  const now = useNow()
  const seconds = Math.max(0, Math.round((now.value - since) / 1_000_000))
  return <>{seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`}</>
}

/** What its process read before, where facts tell. */
function Fact({ frame, frames }: { frame: Frame; frames: readonly Frame[] }) {
  const write = heldWrite(frame, frames)
  if (write?.read) {
    return (
      <>
        Read{' '}
        <span class="mono">
          {shortThing(write.thing)} = {write.read.value}
        </span>{' '}
        at frame {write.read.frame.number}, so it wants to write <span class="mono">{write.writes}</span>.
      </>
    )
  }
  if (write) {
    return (
      <>
        Wants to write <span class="mono">{shortThing(write.thing)} = {write.writes}</span>, which it has not read.
      </>
    )
  }
  const access = accessOf(frame)
  const told = access && lastTold(frames, access.thing, frame.number - 1)
  if (access && told) {
    return (
      <>
        Asks for <span class="mono">{shortThing(access.thing)}</span>. It was <span class="mono">{told.value}</span> at frame {told.frame.number}.
      </>
    )
  }
  if (access) {
    return (
      <>
        Asks for <span class="mono">{shortThing(access.thing)}</span>. No frame has told it yet.
      </>
    )
  }
  return <>It goes to {nameOf(frame.to)}.</>
}
