/** Who has a lock and who waits for it, as bars that end now; and whether it can end by itself. */
import { formatDuration, type Deadlock, type Hold, type Moment, type Wait } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { Chip } from '../../process/chip.tsx'
import { openSource, sourceLabel } from '../../store.ts'
import { Glyph } from '../glyphs.tsx'
import { deadlockSentence, namesOf, REASONS, stepWords, waitedForTitle, waiterKey } from '../moment/object-facts.ts'
import { useNow } from '../moment/present.ts'
import { figure, nameOf } from '../processes.ts'
import { select } from '../state.ts'

/** The longest bar takes this share of the width: before it there was something too. */
const LONGEST = 0.78
/** More lines than these are counted. */
const MOST = 8
/** Width that the bars are drawn in; they are stretched to the place. */
const WIDTH = 230

interface Props {
  /** Of what is looked at: `SharedObject.key`, or that of a lock in shared memory. */
  readonly at: string
  readonly holders: readonly Hold[]
  readonly waits: readonly Wait[]
  readonly present: Moment
}

export function LockCard({ at, holders, waits, present }: Props) {
  const now = useNow().value
  const held = eachOnce(holders)
  const lines = [...held.map((hold) => ({ hold, waits: undefined })), ...waits.map((wait) => ({ hold: wait, waits: wait.reason }))]
  const shown = lines.length > MOST ? lines.slice(0, MOST - 1) : lines
  const longest = Math.max(1, ...lines.map(({ hold }) => now - hold.since))
  const span = longest / LONGEST
  const deadlock = present.deadlocks.find(({ steps }) => steps.some(({ wait }) => wait.on.key === at))
  const acquire = held[0]?.frame ?? waits[0]?.frame
  return (
    <div class={`card lock-card${deadlock ? ' dead' : ''}`}>
      <div class="wl hd" aria-hidden="true">
        <span class="scale">
          <i>{formatDuration(span)} ago</i>
          <i>now</i>
        </span>
      </div>
      <ul>
        {shown.map(({ hold, waits: reason }, index) => (
          <li key={`${waiterKey(hold)} ${index}`} class="wl">
            <Chip name={nameOf(hold.process)} ended={present.process(hold.process)?.state === 'ended'} />
            <span class="wn" title={lineWords(hold, reason, held)}>
              {lineWords(hold, reason, held)}
            </span>
            <Bar hold={hold} hatched={reason !== undefined} from={1 - Math.max(0, now - hold.since) / span} />
            <span class="wt num">{formatDuration(Math.max(0, now - hold.since))}</span>
          </li>
        ))}
      </ul>
      {shown.length < lines.length && <p class="muted">{lines.length - shown.length} more</p>}
      {deadlock ? (
        <DeadlockWords deadlock={deadlock} present={present} />
      ) : (
        <p>{outlook(held, waits, present)}</p>
      )}
      <div class="lock-refs">
        {acquire && (
          <button type="button" class="btn sm" onClick={() => select(acquire.number)}>
            <Icon name="list-flat" small />
            Show the {acquire.method ?? acquire.kind}, frame {acquire.number}
          </button>
        )}
        <SourceButton at={acquire?.at} />
      </div>
    </div>
  )
}

export function SourceButton({ at }: { at: Parameters<typeof sourceLabel>[0] & { readonly column?: number | undefined } | undefined }) {
  const label = sourceLabel(at)
  if (!at || label === null) return null
  return (
    <button type="button" class="btn sm" title={`Go to ${label}`} onClick={() => openSource(at.file, at.line, at.column)}>
      <Icon name="go-to-file" small />
      {label}
    </button>
  )
}

/** The sentence, and each link of the circle with its frame. */
export function DeadlockWords({ deadlock, present }: { deadlock: Deadlock; present: Moment }) {
  return (
    <>
      <p class="dead-words">
        <Glyph name="error" />
        <span>{deadlockSentence(deadlock, present)}</span>
      </p>
      {deadlock.steps.length > 1 && (
        <ol class="dead-steps">
          {deadlock.steps.map((step, index) => (
            <li key={waiterKey(step.wait)}>
              <b class="num">{index + 1}</b>
              <span>{stepWords(step, present)}</span>
              {step.wait.frame && (
                <button type="button" class="ref e" onClick={() => step.wait.frame && select(step.wait.frame.number)}>
                  frame {step.wait.frame.number}
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

/** An RLock has its holder as often as it was acquired: one line, since the first. */
function eachOnce(holders: readonly Hold[]): readonly Hold[] {
  const first = new Map<string, Hold>()
  for (const hold of holders) {
    const key = waiterKey(hold)
    if (!first.has(key)) first.set(key, hold)
  }
  return [...first.values()]
}

function lineWords(hold: Hold, reason: Wait['reason'] | undefined, held: readonly Hold[]): string {
  const name = nameOf(hold.process)
  if (reason !== undefined) return `${name} ${REASONS[reason]}`
  return held.length > 1 ? `${name} has a place` : `${name} holds it`
}

/** Whether it can end by itself, as far as it can be told. */
function outlook(held: readonly Hold[], waits: readonly Wait[], present: Moment): string {
  if (waits.length === 0) return 'Nobody waits for it.'
  const holder = held[0]
  if (!holder) {
    const timed = waits.every(({ forever }) => !forever)
    return timed ? 'Nobody holds it. The wait has a time limit.' : 'Nobody holds it: it ends when another process does what is waited for.'
  }
  if (held.length > 1) return `All places are taken. It ends when one of ${namesOf(held.map(({ process }) => process))} gives its own back.`
  const name = nameOf(holder.process)
  const next = present.waits.find(({ process, on }) => process === holder.process && !waits.some((wait) => wait.on.key === on.key && wait.process === process))
  if (next) return `${name} itself waits at ${waitedForTitle(next.on, present)}, so this ends after that.`
  return `${name} waits for nobody: this ends when it releases.`
}

function Bar({ hold, hatched, from }: { hold: Hold; hatched: boolean; from: number }) {
  const { colour } = figure(hold.process)
  const left = Math.max(0, Math.min(WIDTH - 4, from * (WIDTH - 2)))
  const id = `lock-hatch-${hold.process.replace(/[^\w-]/g, '_')}`
  const width = WIDTH - 2 - left
  return (
    <svg class="lock-bar" height="18" viewBox={`0 0 ${WIDTH} 18`} preserveAspectRatio="none" aria-hidden="true">
      {hatched && (
        <defs>
          <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill={colour} opacity=".16" />
            <rect width="2.4" height="6" fill={colour} opacity=".75" />
          </pattern>
        </defs>
      )}
      {hatched ? (
        <>
          <rect x={left} y="2.5" width={width} height="13" fill={`url(#${id})`} />
          <path d={`M${WIDTH - 2} 2.5H${left}v13H${WIDTH - 2}`} fill="none" stroke={colour} stroke-width="1.5" vector-effect="non-scaling-stroke" />
        </>
      ) : (
        <rect x={left} y="2.5" width={width} height="13" rx="2" fill={colour} />
      )}
      <line x1={WIDTH - 1} x2={WIDTH - 1} y1="0" y2="18" stroke="var(--ink)" stroke-width="1.5" vector-effect="non-scaling-stroke" />
    </svg>
  )
}
