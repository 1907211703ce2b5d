/** The frames as a table. Only rows in view are in the page; the focus stays on the table, the row is its descendant. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Row } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { run, selection } from '../../store.ts'
import { plural } from '../format.ts'
import { figures } from '../processes.ts'
import { rowKey, openCause, selectRow } from '../row-keys.ts'
import { firstFrame } from '../row-list.ts'
import { isFound, rowOf, rows } from '../rows.ts'
import { useNewRows } from '../new-rows.ts'
import { head, rowsWishes, toggleFold } from '../state.ts'
import { useRevealSelection } from '../reveal.ts'
import { useVirtualRows } from '../virtual-rows.ts'
import { columnsFor, NAMES_FROM, widthOf, type CellContext } from './columns.tsx'
import { LatencyScale } from './latency-scale.ts'
import { bracketAt, foldSignature, frameSignature, TableRow } from './table-row.tsx'
import './frames.css'

const ROW_HEIGHT = 24
/** Height of the head, its line included. */
const HEAD = 25

export function FramesTable() {
  const scroller = useRef<HTMLDivElement>(null)
  const table = useRef<HTMLTableElement>(null)
  const width = useSignal(0)
  const hovered = useSignal<number | null>(null)
  const scale = useRef(new LatencyScale())
  const { rows: all } = rows.value
  const virtual = useVirtualRows({ scroller, count: all.length, rowHeight: ROW_HEIGHT, top: HEAD, coveredTop: HEAD, follow: head.value === null })
  const fresh = useNewRows(all.length, virtual.atEnd)
  const { reveal, first, last } = virtual
  const columns = useMemo(() => columnsFor(width.value), [width.value])
  const names = width.value >= NAMES_FROM
  const present = run.value?.run
  if (present) scale.current.update(present)
  const full = scale.current.full
  const context = useMemo<CellContext>(() => ({ bar: (latency) => scale.current.barFor(latency), names }), [names, full])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    width.value = element.clientWidth
    const observer = new ResizeObserver(() => (width.value = element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])
  useRevealSelection(reveal)
  useSignalEffect(() => {
    if (rowsWishes.value > 0) table.current?.focus()
  })

  const selected = selection.value === null ? -1 : rowOf(selection.value)
  const later = head.value ?? Infinity
  const looks = figures.value
  const drawn: { row: Row; index: number }[] = []
  for (let index = first; index <= last; index++) {
    const row = all[index]
    if (row) drawn.push({ row, index })
  }

  const rowAtEvent = (event: Event): number | null => {
    const element = (event.target as Element).closest<HTMLElement>('tr[data-row]')
    return element ? Number(element.dataset['row']) : null
  }
  const press = (event: MouseEvent) => {
    const index = rowAtEvent(event)
    const row = index === null ? undefined : all[index]
    if (index === null || !row) return
    selectRow(index)
    if (row.kind === 'fold' && (event.target as Element).closest('.fold-words')) toggleFold(row.key)
  }
  const key = (event: KeyboardEvent) => {
    if (rowKey(event, reveal)) event.preventDefault()
  }

  return (
    <div class="frames">
      <div class="frames-rows" ref={scroller}>
        <table
          ref={table}
          class="inset"
          role="treegrid"
          data-pane-entry
          tabIndex={0}
          aria-label={`Frames, ${plural(all.length, 'row')}`}
          aria-rowcount={all.length + 1}
          aria-readonly="true"
          aria-keyshortcuts="J K ArrowUp ArrowDown ArrowLeft ArrowRight Enter"
          aria-activedescendant={selected >= first && selected <= last ? rowId(selected) : undefined}
          onClick={press}
          onDblClick={openCause}
          onKeyDown={key}
          onPointerMove={(event) => (hovered.value = rowAtEvent(event))}
          onPointerLeave={() => (hovered.value = null)}
        >
          <colgroup>
            {columns.map((column) => {
              const pixels = widthOf(column, width.value, rows.value.total)
              return <col key={column.id} style={pixels === undefined ? undefined : { width: `${pixels}px` }} />
            })}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column.id} scope="col" class={column.right ? 'r' : undefined}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Spacer rows={first} columns={columns.length} />
            {drawn.map(({ row, index }) => (
              <TableRow
                key={row.key}
                id={rowId(index)}
                index={index}
                row={row}
                columns={columns}
                context={context}
                looks={looks}
                signature={row.kind === 'frame' ? frameSignature(row, columns) : foldSignature(row)}
                selected={index === selected}
                dimmed={(firstFrame(row)?.number ?? 0) > later}
                found={isFound(row)}
                bracket={bracketAt(index, hovered.value)}
              />
            ))}
            <Spacer rows={all.length - 1 - last} columns={columns.length} />
          </tbody>
        </table>
      </div>
      {fresh > 0 && (
        <button type="button" class="pill new-rows" style={{ bottom: '10px' }} onClick={virtual.toEnd}>
          <Icon name="arrow-down" small />
          {fresh} new
        </button>
      )}
    </div>
  )
}

const rowId = (index: number) => `frames-row-${index}`

/** Stands for the rows that are out of view. */
function Spacer({ rows: count, columns }: { rows: number; columns: number }) {
  if (count <= 0) return null
  return (
    <tr class="spacer" role="presentation" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${count * ROW_HEIGHT}px` }} />
    </tr>
  )
}
