/** What holding and breaking adds to the rows: what a server's thing is while a write of it waits, and marks of faults. */
import { frameStatus, type Frame } from 'multiprocessing/inspect'
import { cardOf } from '../../breaking/cards.ts'
import { faults } from '../../breaking/state.ts'
import { heldWrite, lastTold, shortThing } from '../../hold/facts.ts'
import { isHeldAt } from '../../hold/state.ts'
import { run } from '../../store.ts'
import { CODE_ADVANCE } from '../ellipsis.ts'
import { figures } from '../processes.ts'
import { rowAfter } from '../row-list.ts'
import { rows } from '../rows.ts'
import { ARROW_Y, ROW_HEIGHT, type LaneLayout } from './geometry.ts'

/** Rows in view whose frame waited at a moment. */
export function heldRows(first: number, last: number, at: number | undefined): ReadonlyMap<number, Frame> {
  const all = rows.value.rows
  const held = new Map<number, Frame>()
  for (let index = first; index <= last; index++) {
    const row = all[index]
    if (row?.kind === 'frame' && isHeldAt(row.frame, at)) held.set(index, row.frame)
  }
  return held
}

/** Whether a request was on its way at a moment, so that its answer was waited for. */
export function hasLeft(request: Frame, at: number | undefined): boolean {
  if (isHeldAt(request, at)) return false
  const status = frameStatus(request)
  return status !== 'dropped' && status !== 'cut' && status !== 'abandoned' && status !== 'held'
}

interface KnownProps {
  readonly first: number
  readonly held: ReadonlyMap<number, Frame>
  readonly layout: LaneLayout
  readonly upTo: number
}

/** On the server's lane, beside the first write of a thing that waits: its value as the traffic told it last. */
export function Known({ first, held, layout, upTo }: KnownProps) {
  const frames = run.value?.run.frames ?? []
  const told = new Set<string>()
  return (
    <>
      {[...held].map(([row, frame]) => {
        const write = heldWrite(frame, frames)
        const x = layout.x.get(frame.to)
        if (!write || x === undefined || told.has(write.thing)) return null
        told.add(write.thing)
        const known = lastTold(frames, write.thing, Math.min(upTo, frames.length))
        if (!known) return null
        const text = `${shortThing(write.thing)} = ${known.value}`
        if (text.length > 9) return null
        const width = text.length * CODE_ADVANCE + 16
        return (
          <g key={frame.number} transform={`translate(${x} ${(row - first) * ROW_HEIGHT + ARROW_Y - 9})`}>
            <title>{`${write.thing} is ${known.value}, as frame ${known.frame.number} told`}</title>
            <rect x={-width / 2} y={-10} width={width} height={20} rx={4} fill="var(--raised)" stroke={figures.value.get(frame.to)?.colour ?? 'var(--ink-3)'} stroke-width={1.5} />
            <text class="lb mid" y={4}>
              {text}
            </text>
          </g>
        )
      })}
    </>
  )
}

/** Where something was broken: a line across, with its name at the left. */
export function FaultMarks({ first, last, at }: { first: number; last: number; at: number | undefined }) {
  const all = rows.value.rows
  const done = faults.value.filter(({ state, endedAt }) => state === 'done' && endedAt !== undefined && (at === undefined || endedAt <= at))
  return (
    <>
      {done.map(({ number, fault, target, detail, endedAt = 0 }) => {
        const row = rowAfter(all, endedAt)
        if (row < first || row > last + 1) return null
        const text = `${cardOf(fault).title}, ${target}`.slice(0, 24)
        const width = text.length * 6 + 14
        // Beside a Release button there is no room at the left.
        const x = [all[row - 1], all[row]].some((one) => one?.kind === 'frame' && isHeldAt(one.frame, at)) ? 106 : 8
        return (
          <g key={number} class="fault-mark" transform={`translate(0 ${(row - first) * ROW_HEIGHT})`}>
            <title>{detail}</title>
            <line x1={0} x2="100%" y1={0} y2={0} />
            <g class="stay">
              <rect x={x} y={-9} width={width} height={18} rx={9} />
              <text x={x + 7} y={4}>
                {text}
              </text>
            </g>
          </g>
        )
      })}
    </>
  )
}
