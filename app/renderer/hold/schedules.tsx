/** Schedules: of this run and of earlier ones, side by side with how they came out, and those that were kept. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Schedule } from '../../contract/hold.ts'
import { attempt, runSchedule } from '../commands.ts'
import { Icon } from '../icons.tsx'
import { Chip } from '../process/chip.tsx'
import { workspace } from '../store.ts'
import { shortMethod, shortThing } from './facts.ts'
import { isSameSchedule, keepSchedules, pastRows, presentRow, readSchedules, repeats, resultOf, saved, type RunRow } from './history.ts'
import { heldNow, holdState, isReplaying } from './state.ts'

/** Earlier runs that are shown. */
const SHOWN = 3
/** Steps of one row; of a longer schedule the others are counted. */
const STEPS = 4

export function ScheduleRows() {
  const open = workspace.value?.id
  useEffect(() => attempt(readSchedules), [open])
  const present = presentRow.value
  const past = pastRows.value
  const all = present ? [...past, present] : past
  const kept = saved.value
  if (all.length === 0 && kept.length === 0) return null
  const shown = past.slice(-SHOWN)
  const again = [...all].reverse().map((row) => ({ row, found: repeats(row, all) })).find(({ found }) => found !== undefined)
  return (
    <>
      <div class="schedules" role="table" aria-label="Schedules">
        {kept.map((one, index) => (
          <div key={`kept ${index}`} class="schedule" role="row">
            <span class="schedule-name" role="rowheader" title={one.name}>
              {one.name}
            </span>
            <Steps steps={one.steps} waits={0} />
            <span class="schedule-end">
              <span class="schedule-result muted" role="cell">
                {one.outcome && <span class="mono">{one.outcome}</span>} kept
              </span>
              <span class="schedule-tools" role="cell">
                <ReplayButton steps={one.steps} name={one.name} />
                <button type="button" class="iconbtn" aria-label={`Remove ${one.name}`} title="Remove" onClick={() => attempt(() => keepSchedules(kept.filter((other) => other !== one)))}>
                  <Icon name="trash" small />
                </button>
              </span>
            </span>
          </div>
        ))}
        {shown.map((row) => (
          <Row key={row.run} row={row} all={all} current={false} />
        ))}
        {present && <Row row={present} all={all} current />}
      </div>
      <p class="schedule-note">
        A schedule replays on real processes.
        {again?.found && ` That of run ${again.row.run} came out the same ${again.found.same} ${again.found.same === 1 ? 'time' : 'times'} of ${again.found.of}.`}
      </p>
    </>
  )
}

function Row({ row, all, current }: { row: RunRow; all: readonly RunRow[]; current: boolean }) {
  const name = `Run ${row.run}`
  const replay = current && isReplaying.value ? holdState.value?.schedule : undefined
  return (
    <div class={current ? 'schedule current' : 'schedule'} role="row">
      <span class="schedule-name" role="rowheader">
        {name}
      </span>
      <Steps steps={row.steps} waits={current && !replay ? heldNow.value.length : 0} ahead={replay?.steps.slice(replay.next)} />
      <span class="schedule-end">
        <Result row={row} all={all} />
        <span class="schedule-tools" role="cell">
          {current && row.open ? null : <ReplayButton steps={row.steps} name={name} />}
          <SaveButton row={row} all={all} />
        </span>
      </span>
    </div>
  )
}

interface StepsProps {
  readonly steps: Schedule
  /** How many frames wait to be the next. */
  readonly waits: number
  /** Steps that are to come by a schedule. */
  readonly ahead?: Schedule | undefined
}

function Steps({ steps, waits, ahead = [] }: StepsProps) {
  const going = waits > 0 || ahead.length > 0
  const all = going ? steps.slice(-STEPS + Math.min(2, waits + ahead.length)) : steps.slice(0, STEPS)
  const more = steps.length - all.length
  const text = steps.map(({ process, method }) => `${process} ${method}`).join(', ')
  const counted = more > 0 && (
    <span class="muted num" title={text}>
      {going ? '' : '+'}
      {more}
      {going ? ' before' : ''}
    </span>
  )
  return (
    <span class="steps" role="cell">
      <span class="hidden-text">{text}</span>
      <span class="steps-drawn" aria-hidden="true">
        {going && counted}
        {all.map(({ process, method }, index) => (
          <span key={index} class="step" title={`${process}: ${method}`}>
            <Chip name={process} ended={false} />
            <span>{shortMethod(method)}</span>
          </span>
        ))}
        {!going && counted}
        {ahead.slice(0, 2).map(({ process, method }, index) => (
          <span key={`ahead ${index}`} class="step ahead" title={`${process}: ${method}`}>
            <Chip name={process} ended={false} />
            <span>{shortMethod(method)}</span>
          </span>
        ))}
        {waits > 0 && <span class="step next">next</span>}
        {waits > 1 && <span class="step then">then</span>}
      </span>
    </span>
  )
}

/** Only what the traffic told; as long as a frame waits that may change it, nothing. */
function Result({ row, all }: { row: RunRow; all: readonly RunRow[] }) {
  const line = row.open ? undefined : resultOf(row, all)
  if (!line) {
    return (
      <span class="schedule-result muted" role="cell">
        {row.open ? 'not known yet' : 'no frame told a result'}
      </span>
    )
  }
  const safe = row.over && !row.lost && row.contested.has(line.thing)
  const tone = row.lost ? ' lost' : safe ? ' safe' : ''
  return (
    <span class={`schedule-result${tone}`} role="cell" title={`${line.thing} = ${line.value}, frame ${line.frame.number}`}>
      <span class="mono">
        {shortThing(line.thing)} = {line.value}
      </span>
      <span class="result-words">{row.lost ? 'an update was lost' : safe ? 'no update lost' : row.over ? '' : 'so far'}</span>
    </span>
  )
}

function ReplayButton({ steps, name }: { steps: Schedule; name: string }) {
  return (
    <button type="button" class="btn ghost sm" aria-label={`Replay ${name}`} title="Runs all again, and lets frames go in this order" onClick={() => attempt(() => runSchedule([...steps]))}>
      <Icon name="debug-restart" small />
      Replay
    </button>
  )
}

function SaveButton({ row, all }: { row: RunRow; all: readonly RunRow[] }) {
  const name = useSignal<string | null>(null)
  if (row.steps.length === 0) return null
  const known = saved.value.find((one) => isSameSchedule(one.steps, row.steps))
  if (known) {
    return (
      <span class="muted schedule-kept" title={`Kept as ${known.name}`}>
        kept
      </span>
    )
  }
  const line = resultOf(row, all)
  const outcome = line && !row.open ? `${shortThing(line.thing)} = ${line.value}` : undefined
  const keep = () => {
    const words = name.peek()?.trim()
    name.value = null
    if (!words) return
    attempt(() => keepSchedules([...saved.peek(), { name: words.slice(0, 120), steps: [...row.steps], ...(outcome === undefined ? {} : { outcome }) }]))
  }
  if (name.value === null) {
    return (
      <button type="button" class="btn ghost sm" aria-label={`Save the schedule of run ${row.run}`} onClick={() => void (name.value = outcome ?? `Run ${row.run}`)}>
        <Icon name="save" small />
        Save
      </button>
    )
  }
  return (
    <form
      class="save-schedule"
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Escape') name.value = null
      }}
    >
      <input
        aria-label="Name of the schedule"
        value={name.value}
        maxLength={120}
        ref={(element) => {
          if (element && document.activeElement !== element && name.peek() !== null) element.select()
        }}
        onInput={(event) => void (name.value = event.currentTarget.value)}
      />
      <button type="submit" class="btn sm">
        Save
      </button>
    </form>
  )
}
