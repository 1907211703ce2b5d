/** One row of the frames table: a frame, or a fold with its sentence. */
import { formatTime, type FoldRow, type FrameRow, type Row } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { Memo } from '../memo.ts'
import { count } from '../format.ts'
import { Glyph, glyphOfFold } from '../glyphs.tsx'
import type { Figure } from '../processes.ts'
import { rowOf, rows } from '../rows.ts'
import { numbersOf } from '../sequence/drawing.ts'
import { FOLD_SPANS, Route, type CellContext, type Column } from './columns.tsx'

/** Where a row stands in the bracket around a request and its reply. */
export type Bracket = 'start' | 'middle' | 'end' | undefined

interface Props {
  readonly id: string
  readonly index: number
  readonly row: Row
  readonly columns: readonly Column[]
  readonly context: CellContext
  /** Only to be drawn again when the look of a process is another. */
  readonly looks: ReadonlyMap<string, Figure>
  /** What the row says, as one text: a frame may still change, its row object does not. */
  readonly signature: string
  readonly selected: boolean
  readonly dimmed: boolean
  readonly found: boolean
  readonly bracket: Bracket
}

export function frameSignature(row: FrameRow, columns: readonly Column[]): string {
  return columns.map((column) => column.text(row.frame)).join('\u0000')
}

export function foldSignature(row: FoldRow): string {
  return `${row.frames.length} ${row.open} ${row.client} ${row.listener} ${row.sentence}`
}

/** The bracket around the pair under the pointer. */
export function bracketAt(index: number, hovered: number | null): Bracket {
  if (hovered === null) return undefined
  const row = rows.value.rows[hovered]
  const pair = row?.kind === 'frame' ? row.frame.pair : undefined
  if (!pair) return undefined
  const other = rowOf(pair.number)
  const [start, end] = other < hovered ? [other, hovered] : [hovered, other]
  if (start < 0 || index < start || index > end) return undefined
  return index === start ? 'start' : index === end ? 'end' : 'middle'
}

export class TableRow extends Memo<Props> {
  override render({ id, index, row, columns, context, selected, dimmed, found, bracket }: Props) {
    const failed = row.kind === 'frame' && row.frame.family === 'error'
    const classes = [
      row.kind === 'fold' && 'fold',
      failed && 'er',
      selected && 'sel',
      dimmed && 'later',
      found && 'found',
      bracket && `bracket-${bracket}`,
    ].filter(Boolean)
    return (
      <tr id={id} class={classes.join(' ')} data-row={index} aria-rowindex={index + 2} aria-level={row.depth + 1} aria-selected={selected} aria-expanded={row.kind === 'fold' ? row.open : undefined}>
        {row.kind === 'fold' ? foldCells(row, columns, context) : frameCells(row, columns, context)}
      </tr>
    )
  }
}

function frameCells(row: FrameRow, columns: readonly Column[], context: CellContext) {
  return columns.map((column) => {
    const text = column.text(row.frame)
    const indent = column.id === 'kind' && row.depth > 0 ? { paddingLeft: `${8 + 16 * row.depth}px` } : undefined
    return (
      <td key={column.id} class={classOf(column)} style={indent} title={column.cell ? undefined : text.length > 10 ? text : undefined}>
        {column.cell ? column.cell(row.frame, context) : text}
      </td>
    )
  })
}

function classOf(column: Column): string {
  return [column.right && 'r', column.words && 'u', column.strong && 'strong', column.muted && 'muted'].filter(Boolean).join(' ')
}

function foldCells(row: FoldRow, columns: readonly Column[], { names }: CellContext) {
  const spanned = columns.filter((column) => FOLD_SPANS.has(column.id))
  return columns.map((column) => {
    if (column.id === 'kind') {
      return (
        <td key="kind" class="u" colSpan={spanned.length} style={row.depth > 0 ? { paddingLeft: `${8 + 16 * row.depth}px` } : undefined}>
          <span class="with-glyph fold-words">
            <Glyph name={glyphOfFold(row)} />
            <span class="fold-sentence" title={row.sentence}>
              {row.sentence}
            </span>
            <Icon name={row.open ? 'chevron-down' : 'chevron-right'} small />
          </span>
        </td>
      )
    }
    if (FOLD_SPANS.has(column.id)) return null
    return (
      <td key={column.id} class={classOf(column)}>
        {foldText(row, column.id, names)}
      </td>
    )
  })
}

function foldText(row: FoldRow, column: string, names: boolean) {
  switch (column) {
    case 'number':
      return numbersOf(row)
    case 'time':
      return formatTime(row.time)
    case 'route':
      return <Route from={row.client} to={row.listener} names={names} />
    case 'bytes':
      return count(row.bytes)
    default:
      return null
  }
}
