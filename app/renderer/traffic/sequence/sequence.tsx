/** The sequence: a lane a process, an arrow a frame, one row of 28 px each. Only rows in view are in the page. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Row } from 'multiprocessing/inspect'
import { attempt } from '../../commands.ts'
import { frameMarks } from '../../explain/state.ts'
import { isLive, release } from '../../hold/state.ts'
import { Icon } from '../../icons.tsx'
import { run, selection } from '../../store.ts'
import { plural } from '../format.ts'
import { coveredHeight, head, rowsWishes, toggleFold } from '../state.ts'
import { figures } from '../processes.ts'
import { rowKey, selectRow } from '../row-keys.ts'
import { isFound, laneEnds, laneOrder, rowOf, rows, spansBetween } from '../rows.ts'
import { firstFrame } from '../row-list.ts'
import { useRevealSelection } from '../reveal.ts'
import { useVirtualRows } from '../virtual-rows.ts'
import { useNewRows } from '../new-rows.ts'
import { Bars } from './bars.tsx'
import { drawRow, timeOf, type RowDrawing } from './drawing.ts'
import { BOTTOM, LATENCY_INSET, layLanes, ROW_HEIGHT, rowAt, rowTop, timeX, TOP } from './geometry.ts'
import { FaultMarks, hasLeft, heldRows, Known } from './held.tsx'
import { LaneHeads } from './lane-heads.tsx'
import { orderLanes } from './lanes.ts'
import { SequenceRow } from './row.tsx'
import './sequence.css'

export function Sequence() {
  const scroller = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  const shift = useSignal(0)
  const hovered = useSignal<number | null>(null)
  const { rows: all, version } = rows.value
  const order = laneOrder.value
  const layout = useMemo(() => layLanes(orderLanes(order), width.value), [order, width.value])
  const virtual = useVirtualRows({
    scroller,
    count: all.length,
    rowHeight: ROW_HEIGHT,
    top: TOP,
    bottom: BOTTOM + coveredHeight.value,
    coveredBottom: coveredHeight.value,
    follow: head.value === null,
  })
  const fresh = useNewRows(all.length, virtual.atEnd)
  const { reveal } = virtual

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    width.value = element.clientWidth
    const observer = new ResizeObserver(() => (width.value = element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])
  // A frame that was selected anywhere comes into view here.
  useRevealSelection(reveal)
  useSignalEffect(() => {
    if (rowsWishes.value > 0) scroller.current?.focus()
  })

  const later = head.value === null ? Infinity : head.value
  const headTime = head.value === null ? undefined : run.value?.run.frames[head.value - 1]?.time
  const selected = selection.value === null ? -1 : rowOf(selection.value)
  const sideways = layout.width > width.value + 1
  const { first, last } = virtual
  const drawings = drawWindow(first, last, layout, headTime)
  const held = heldRows(first, last, headTime)
  const numbers = frameMarks.value
  const bands = bandsOf(first, last, selected, hovered.value)
  const top = rowTop(first)
  const height = Math.max(0, last - first + 1) * ROW_HEIGHT

  const pointer = (event: PointerEvent) => {
    const box = scroller.current?.getBoundingClientRect()
    if (!box || !scroller.current) return
    const y = event.clientY - box.top + scroller.current.scrollTop
    hovered.value = y < TOP || y >= TOP + all.length * ROW_HEIGHT ? null : rowAt(y, all.length)
  }
  const press = (event: MouseEvent) => {
    const index = hovered.value
    const row = index === null ? undefined : all[index]
    if (index === null || !row) return
    if (row.kind === 'fold' && (event.target as Element).closest('.fold-pill')) toggleFold(row.key)
    selectRow(index)
  }
  const key = (event: KeyboardEvent) => {
    if (!rowKey(event, reveal)) return
    event.preventDefault()
  }

  return (
    <div class="sequence" data-version={version}>
      <LaneHeads layout={layout} shift={shift.value} at={headTime} />
      <div class="stage-rows">
        <div
          class="rows inset"
          ref={scroller}
          data-pane-entry
          tabIndex={0}
          role="group"
          aria-label="Sequence of frames"
          aria-keyshortcuts="J K ArrowUp ArrowDown ArrowLeft ArrowRight Enter"
          onScroll={() => (shift.value = scroller.current?.scrollLeft ?? 0)}
          onPointerMove={pointer}
          onPointerLeave={() => (hovered.value = null)}
          onClick={press}
          onKeyDown={key}
        >
          <div class="rows-sheet" style={{ height: `${virtual.totalHeight}px`, width: sideways ? `${layout.width}px` : '100%' }}>
            <svg
              class="sv"
              role="img"
              aria-label={`Sequence of ${plural(run.value?.run.frames.length ?? 0, 'frame')} between ${order.length} processes. The same frames follow as a table.`}
              width={layout.width}
              height={height + BOTTOM}
              style={{ transform: `translateY(${top}px)`, '--shift': `${shift.value}px` }}
            >
              {bands.map((band) => (
                <rect key={band.row} class={`band ${band.tone}`} x={0} y={(band.row - first) * ROW_HEIGHT} width={layout.width} height={ROW_HEIGHT} />
              ))}
              {bands.map(
                (band) =>
                  band.bar && (
                    <rect key={band.row} class={`band-bar ${band.bar} stay`} x={0} y={(band.row - first) * ROW_HEIGHT} width={3} height={ROW_HEIGHT} />
                  ),
              )}
              <Lanes layout={layout} first={first} last={last} count={all.length} />
              <Bars spans={spansBetween(first, last).filter(({ request }) => hasLeft(request, headTime))} layout={layout} window={{ first, last }} count={all.length} top={top} upTo={later} />
              {drawings.map((drawing, index) => {
                const row = first + index
                const source = all[row]
                const start = (source && firstFrame(source)?.number) ?? 0
                return (
                  <SequenceRow
                    key={drawing.key}
                    drawing={drawing}
                    y={index * ROW_HEIGHT}
                    ground={groundOf(bands.find((band) => band.row === row)?.tone)}
                    dimmed={start > later && !held.has(row)}
                    found={source !== undefined && isFound(source)}
                    timeX={timeX(rows.value.total)}
                    edge={(sideways ? width.value : layout.width) - LATENCY_INSET}
                    sideways={sideways}
                    marks={source === undefined ? '' : marksOf(source, numbers)}
                  />
                )
              })}
              <Known first={first} held={held} layout={layout} upTo={later} />
              <FaultMarks first={first} last={last} at={headTime} />
            </svg>
            {isLive.value &&
              head.value === null &&
              [...held].map(([row, frame]) => (
                <button
                  key={frame.number}
                  type="button"
                  class="btn rel row-release"
                  aria-label={`Release frame ${frame.number} of ${figures.value.get(frame.from)?.label ?? ''}`}
                  style={{ top: `${rowTop(row) + 2}px`, left: `${timeX(rows.value.total) - 58 + (sideways ? shift.value : 0)}px` }}
                  onClick={(event) => {
                    event.stopPropagation()
                    attempt(() => release(frame))
                    scroller.current?.focus({ preventScroll: true })
                  }}
                >
                  Release
                </button>
              ))}
          </div>
        </div>
        {fresh > 0 && (
          <button type="button" class="pill new-rows" style={{ bottom: `${10 + coveredHeight.value}px` }} onClick={virtual.toEnd}>
            <Icon name="arrow-down" small />
            {fresh} new
          </button>
        )}
      </div>
    </div>
  )
}

/** Numbers of the open diagnosis's marks at a row; a closed fold has those of all that it hides. */
function marksOf(row: Row, numbers: ReadonlyMap<number, number>): string {
  if (numbers.size === 0) return ''
  const frames = row.kind === 'frame' ? [row.frame] : row.open ? [] : row.frames
  return frames
    .flatMap(({ number }) => numbers.get(number) ?? [])
    .sort((a, b) => a - b)
    .join(' ')
}

/** Drawings of the rows in view, kept as long as they say the same. */
function drawWindow(first: number, last: number, layout: ReturnType<typeof layLanes>, at: number | undefined): RowDrawing[] {
  const all = rows.value.rows
  const known = figures.value
  const colourOf = (process: string) => known.get(process)?.colour ?? 'var(--ink-3)'
  const drawings: RowDrawing[] = []
  const above = all[first - 1]
  let timeBefore = above ? timeOf(above) : ''
  for (let index = first; index <= last; index++) {
    const row = all[index]
    if (!row) continue
    drawings.push(keep(drawRow(row, { layout, colourOf, timeBefore, at })))
    timeBefore = timeOf(row) || timeBefore
  }
  return drawings
}

const kept = new Map<string, RowDrawing>()

/** The same object for the same drawing, so that a row that did not change is not drawn again. */
function keep(drawing: RowDrawing): RowDrawing {
  const before = kept.get(drawing.key)
  if (before && Object.entries(drawing).every(([field, value]) => Object.is(value, before[field as keyof RowDrawing]))) return before
  if (kept.size > 2_000) kept.clear()
  kept.set(drawing.key, drawing)
  return drawing
}

interface Band {
  readonly row: number
  readonly tone: 'error' | 'selected' | 'hover' | 'none'
  /** The bar at the left: of the selected frame and its other half. */
  readonly bar: 'ink' | 'error' | undefined
}

function bandsOf(first: number, last: number, selected: number, hovered: number | null): Band[] {
  const all = rows.value.rows
  const chosen = all[selected]
  const partner = chosen?.kind === 'frame' && chosen.frame.pair ? rowOf(chosen.frame.pair.number) : -1
  const bands: Band[] = []
  for (let index = first; index <= last; index++) {
    const row = all[index]
    if (!row) continue
    const failed = row.kind === 'frame' && (row.frame.family === 'error' || row.frame.pair?.family === 'error')
    const marked = index === selected || (index === partner && all[partner]?.kind === 'frame')
    const tone = failed ? 'error' : index === selected ? 'selected' : index === hovered ? 'hover' : 'none'
    const bar = marked ? (failed ? 'error' : 'ink') : undefined
    if (tone !== 'none' || bar) bands.push({ row: index, tone, bar })
  }
  return bands
}

function groundOf(tone: Band['tone'] | undefined): string {
  switch (tone) {
    case 'error':
      return 'var(--row-error)'
    case 'selected':
      return 'var(--selected)'
    case 'hover':
      return 'var(--hover)'
    default:
      return 'var(--surface)'
  }
}

/** The lanes behind the rows in view: faint lines, each with a foot where its process ends. */
function Lanes({ layout, first, last, count }: { layout: ReturnType<typeof layLanes>; first: number; last: number; count: number }) {
  const ends = laneEnds.value
  const bottom = (last - first + 1) * ROW_HEIGHT + (last >= count - 1 ? BOTTOM : 0)
  const top = first === 0 ? -TOP : 0
  return (
    <>
      {layout.lanes.map((id) => {
        const x = layout.x.get(id) ?? 0
        const colour = figures.value.get(id)?.colour ?? 'var(--ink-3)'
        const end = ends.get(id)
        const foot = end === undefined ? undefined : (end - first) * ROW_HEIGHT + 5
        if (foot !== undefined && foot < top) return null
        const ended = foot !== undefined && foot <= bottom
        return (
          <g key={id} stroke={colour} stroke-width={2}>
            <line class="lane-line" x1={x} x2={x} y1={top} y2={ended ? foot : bottom} />
            {ended && <path d={`M${x - 5} ${foot}h10`} />}
          </g>
        )
      })}
    </>
  )
}
