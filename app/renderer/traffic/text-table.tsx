/**
 * The sequence as a table: the same rows in words, for screen readers and for whoever likes to read. Always there as the
 * next stop after the picture; shown in its place by *View as text*.
 */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { FrameRow, Row, Run } from 'multiprocessing/inspect'
import { attempt } from '../commands.ts'
import { isLive, release } from '../hold/state.ts'
import { Icon } from '../icons.tsx'
import { run, selection } from '../store.ts'
import { spokenTime } from './format.ts'
import { descriptionOf } from './frame-texts.ts'
import { Glyph, glyphNow, glyphOfFold } from './glyphs.tsx'
import { Memo } from './memo.ts'
import { nameOf } from './processes.ts'
import { rowKey, selectRow } from './row-keys.ts'
import { firstFrame } from './row-list.ts'
import { isFound, rowOf, rows } from './rows.ts'
import { numbersOf } from './sequence/drawing.ts'
import { head, rowsWishes, toggleFold } from './state.ts'
import { useRevealSelection } from './reveal.ts'
import { useVirtualRows } from './virtual-rows.ts'
import './text-table.css'

const ROW_HEIGHT = 24
const HEAD = 25

/** @param twin whether it stands beside the picture, out of sight until it has the focus */
export function TextTable({ twin = false }: { twin?: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const table = useRef<HTMLTableElement>(null)
  const { rows: all } = rows.value
  const present = run.value?.run
  const { first, last, reveal } = useVirtualRows({ scroller, count: all.length, rowHeight: ROW_HEIGHT, top: HEAD, coveredTop: HEAD, follow: !twin && head.value === null })
  const selected = selection.value === null ? -1 : rowOf(selection.value)
  const later = head.value ?? Infinity
  useRevealSelection(reveal)
  useSignalEffect(() => {
    if (!twin && rowsWishes.value > 0) table.current?.focus()
  })
  const key = (event: KeyboardEvent) => {
    if (rowKey(event, reveal)) event.preventDefault()
  }
  const press = (event: MouseEvent) => {
    const element = (event.target as Element).closest<HTMLElement>('tr[data-row]')
    const index = element ? Number(element.dataset['row']) : -1
    const row = all[index]
    if (!row) return
    selectRow(index)
    if (row.kind === 'frame' && (event.target as Element).closest('[data-release]')) attempt(() => release(row.frame))
    if (row.kind === 'fold' && (event.target as Element).closest('.unfold')) toggleFold(row.key)
  }
  const name = twin ? 'text-twin-row' : 'text-row'
  const drawn: { row: Row; index: number }[] = []
  for (let index = first; index <= last; index++) {
    const row = all[index]
    if (row) drawn.push({ row, index })
  }
  return (
    <div class={twin ? 'text-table twin' : 'text-table'}>
      <div class="text-rows" ref={scroller}>
        <table
          ref={table}
          class="inset"
          tabIndex={0}
          {...(twin ? {} : { 'data-pane-entry': true })}
          aria-label="Sequence of frames, as text"
          aria-rowcount={all.length + 1}
          onKeyDown={key}
          onClick={press}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" class="r">
                Frame
              </th>
              <th scope="col">What was sent</th>
            </tr>
          </thead>
          <tbody>
            <Spacer rows={first} />
            {drawn.map(({ row, index }) => (
              <TextRow
                key={row.key}
                id={`${name}-${index}`}
                index={index}
                row={row}
                number={row.kind === 'frame' ? String(row.frame.number) : numbersOf(row)}
                text={present ? rowText(row, present) : ''}
                selected={index === selected}
                dimmed={(firstFrame(row)?.number ?? 0) > later}
                found={isFound(row)}
                held={isLive.value && row.kind === 'frame' && row.frame.fate === 'held'}
              />
            ))}
            <Spacer rows={all.length - 1 - last} />
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** The row in words: `Frame 86, server to visitor, #TRACEBACK, refused, answers 85, 90 microseconds`. */
export function rowText(row: Row, present: Run): string {
  if (row.kind === 'frame') return leadText(row) + descriptionOf(row.frame, present)
  return `${row.frames.length === 1 ? 'Frame' : 'Frames'} ${numbersOf(row)}, ${nameOf(row.client)} and ${nameOf(row.listener)}, ${row.sentence}, at ${spokenTime(row.time)}`
}

function leadText(row: FrameRow): string {
  return row.lead ? `After a handshake, frames ${numbersOf(row.lead)}: ` : ''
}

interface TextRowProps {
  readonly id: string
  readonly index: number
  readonly row: Row
  readonly number: string
  readonly text: string
  readonly selected: boolean
  readonly dimmed: boolean
  readonly found: boolean
  /** It waits, and can be let go. */
  readonly held: boolean
}

class TextRow extends Memo<TextRowProps> {
  override render({ id, index, row, number, text, selected, dimmed, found, held }: TextRowProps) {
    const failed = row.kind === 'frame' && row.frame.family === 'error'
    const classes = [row.kind === 'fold' && 'fold', failed && 'er', selected && 'sel', dimmed && 'later', found && 'found'].filter(Boolean)
    return (
      <tr id={id} class={classes.join(' ')} data-row={index} aria-rowindex={index + 2} aria-current={selected ? 'true' : undefined}>
        <th scope="row" class="r num">
          {number}
        </th>
        <td title={text} style={row.depth > 0 ? { paddingLeft: `${8 + 16 * row.depth}px` } : undefined}>
          <span class="text-words">
            <Glyph name={row.kind === 'fold' ? glyphOfFold(row) : glyphNow(row.frame)} />
            <span>{text}</span>
            {held && (
              <button type="button" class="btn rel text-release" tabIndex={-1} data-release aria-label={`Release frame ${number}`}>
                Release
              </button>
            )}
            {row.kind === 'fold' && (
              <button type="button" class="unfold" tabIndex={-1} aria-expanded={row.open} aria-label={row.open ? 'Fold' : 'Unfold'}>
                <Icon name={row.open ? 'chevron-down' : 'chevron-right'} small />
              </button>
            )}
          </span>
        </td>
      </tr>
    )
  }
}

function Spacer({ rows: count }: { rows: number }) {
  if (count <= 0) return null
  return (
    <tr class="spacer" role="presentation" aria-hidden="true">
      <td colSpan={2} style={{ height: `${count * ROW_HEIGHT}px` }} />
    </tr>
  )
}
