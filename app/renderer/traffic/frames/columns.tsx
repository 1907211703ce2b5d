/** The columns of the frames table: one export each. A column is what stands in its head, and what in its cells. */
import type { ComponentChildren } from 'preact'
import {
  formatDuration,
  formatTime,
  frameStatus,
  isRequest,
  shortIdent,
  type Frame,
  type FrameStatus,
  kindText,
} from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { Chip } from '../../process/chip.tsx'
import { CODE_ADVANCE } from '../ellipsis.ts'
import { count } from '../format.ts'
import { argumentsOf, resultOf } from '../frame-texts.ts'
import { Glyph, glyphNow } from '../glyphs.tsx'
import { figure } from '../processes.ts'

export interface CellContext {
  /** Pixels of the latency bar. */
  readonly bar: (latency: number) => number
  /** Whether the pane is wide enough for names beside chips. */
  readonly names: boolean
}

export interface Column {
  readonly id: string
  readonly title: string
  /** Width in pixels; undefined takes what is left. */
  readonly width: number | undefined
  readonly narrowWidth?: number
  /** Narrowest pane in which the column is shown. */
  readonly from: number
  /** First width at which others say the same better. */
  readonly until?: number
  readonly right?: boolean
  /** Text in the UI font. */
  readonly words?: boolean
  readonly strong?: boolean
  /** Quiet text: numbers that only order the rows. */
  readonly muted?: boolean
  /** Everything that the cell depends on, as one text. */
  readonly text: (frame: Frame) => string
  /** The cell, where it is more than the text. */
  readonly cell?: (frame: Frame, context: CellContext) => ComponentChildren
}

/** From this width on, names stand beside the chips of processes. */
export const NAMES_FROM = 980
/** From this width on, method, arguments and result have columns of their own. */
const WHOLE_FROM = 700

export const numberColumn: Column = {
  id: 'number',
  title: 'Frame',
  width: 66,
  from: 0,
  right: true,
  muted: true,
  text: (frame) => String(frame.number),
}

export const timeColumn: Column = {
  id: 'time',
  title: 'Time, ms',
  width: 84,
  from: 940,
  right: true,
  muted: true,
  text: (frame) => formatTime(frame.time),
}

export const routeColumn: Column = {
  id: 'route',
  title: 'From, to',
  width: 212,
  narrowWidth: 86,
  from: 0,
  words: true,
  text: (frame) => `${frame.from} ${frame.to}`,
  cell: (frame, { names }) => <Route from={frame.from} to={frame.to} names={names} />,
}

export const kindColumn: Column = {
  id: 'kind',
  title: 'Kind',
  width: 156,
  narrowWidth: 146,
  from: 0,
  words: true,
  text: (frame) => `${frame.kind} ${frameStatus(frame)}`,
  cell: (frame) => {
    const lost = frameStatus(frame) === 'lost'
    return (
      <span class={`with-glyph${frame.family === 'error' ? ' failed' : ''}`}>
        <Glyph name={lost ? 'lost' : glyphNow(frame)} />
        <span>{kindText(frame.kind)}</span>
      </span>
    )
  },
}

export const objectColumn: Column = {
  id: 'object',
  title: 'Object',
  width: 150,
  from: 900,
  text: (frame) => [frame.typeid, frame.ident && shortIdent(frame.ident)].filter(Boolean).join(' '),
}

/** In a narrow pane, the call or what came of it. */
export const callColumn: Column = {
  id: 'call',
  title: 'Call or result',
  width: undefined,
  from: 0,
  until: WHOLE_FROM,
  text: (frame) => (frame.kind === 'call' ? [`${frame.method ?? ''}${argumentsOf(frame)}`, FATES[frameStatus(frame)]].filter(Boolean).join(', ') : isRequest(frame) ? argumentsColumn.text(frame) : resultText(frame)),
  cell: (frame) => {
    const text = callColumn.text(frame)
    return frame.family === 'error' ? <span class="failed">{text}</span> : text
  },
}

export const methodColumn: Column = {
  id: 'method',
  title: 'Method',
  width: 100,
  from: WHOLE_FROM,
  strong: true,
  text: (frame) => (frame.kind === 'call' || frame.pair?.kind === 'call' ? (frame.method ?? '') : ''),
}

export const argumentsColumn: Column = {
  id: 'arguments',
  title: 'Arguments',
  width: 120,
  from: WHOLE_FROM,
  // The one argument of these is the object, which has a column.
  text: (frame) => (frame.family === 'lifetime' ? '' : argumentsOf(frame)),
}

export const resultColumn: Column = {
  id: 'result',
  title: 'Result',
  width: undefined,
  from: WHOLE_FROM,
  text: (frame) => resultText(frame),
  cell: (frame) => {
    const text = resultText(frame)
    return frame.family === 'error' ? <span class="failed">{text}</span> : text
  },
}

export const bytesColumn: Column = {
  id: 'bytes',
  title: 'Bytes',
  width: 72,
  from: 1040,
  right: true,
  text: (frame) => count(frame.size),
}

export const latencyColumn: Column = {
  id: 'latency',
  title: 'Latency',
  width: 136,
  narrowWidth: 76,
  from: 540,
  right: true,
  text: (frame) => latencyText(frame),
  cell: (frame, { bar, names }) => {
    if (frame.latency === undefined) {
      const words = latencyText(frame)
      return words === 'waits' ? <Waits /> : words
    }
    return (
      <span class="latency">
        {names && <i class={frame.family === 'error' ? 'failed' : ''} style={{ width: `${bar(frame.latency)}px` }} />}
        <span class="latency-text">{latencyText(frame)}</span>
      </span>
    )
  },
}

/** All columns, in their order. */
export const COLUMNS: readonly Column[] = [
  numberColumn,
  timeColumn,
  routeColumn,
  kindColumn,
  objectColumn,
  callColumn,
  methodColumn,
  argumentsColumn,
  resultColumn,
  bytesColumn,
  latencyColumn,
]

/** Columns that the words of a fold lie over. */
export const FOLD_SPANS: ReadonlySet<string> = new Set(['kind', 'object', 'call', 'method', 'arguments', 'result'])

/** The columns that a pane of this width has room for. */
export function columnsFor(width: number): readonly Column[] {
  return COLUMNS.filter(({ from, until = Infinity }) => width >= from && width < until)
}

/**
 * Width of a column.
 * @param frames how many there are: the numbers of the longest fold must fit
 */
export function widthOf(column: Column, paneWidth: number, frames: number): number | undefined {
  if (column.id === numberColumn.id) return Math.max(66, Math.ceil((2 * String(frames).length + 1) * CODE_ADVANCE) + 17)
  return paneWidth < NAMES_FROM ? (column.narrowWidth ?? column.width) : column.width
}

/** Longest text that is put into a cell: what does not fit is cut by the cell. */
const CELL_LENGTH = 300

/** What stands in the place of a result. */
const FATES: Partial<Record<FrameStatus, string>> = {
  lost: 'lost',
  unread: 'never read',
  unanswered: 'never answered',
  held: 'held',
  dropped: 'dropped, never sent',
  cut: 'never sent, its connection was cut',
  abandoned: 'never sent, given up',
}

function resultText(frame: Frame): string {
  const status = frameStatus(frame)
  const words = frame.family === 'handshake' ? (frame.digest ?? '') : withShortIdent(frame)
  const fate = FATES[status] ?? ''
  return [words.slice(0, CELL_LENGTH).replace(/\s*\n\s*/g, ' '), fate].filter(Boolean).join(', ')
}

/** `Bed 7f3b…c610 (sow, harvest, count)`: the ident of what was handed out stands in the middle of the text. */
function withShortIdent(frame: Frame): string {
  const result = resultOf(frame)
  const { reference } = frame
  if (!reference) return result
  return result.replace(reference.ident, shortIdent(reference.ident, true))
}

function latencyText(frame: Frame): string {
  if (frame.latency !== undefined) return formatDuration(frame.latency)
  return isRequest(frame) && frameStatus(frame) === 'waiting' ? 'waits' : ''
}

function Waits() {
  return (
    <span class="latency waits">
      <Glyph name="waiting" />
      waits
    </span>
  )
}

/** Two processes and the direction between them. */
export function Route({ from, to, names }: { from: string; to: string; names: boolean }) {
  const [sender, receiver] = [figure(from), figure(to)]
  return (
    <span class="route" title={`${sender.label} to ${receiver.label}`}>
      <Chip name={sender.label} ended={false} alone={!names} />
      {names && <span>{sender.label}</span>}
      <span class="muted route-arrow">
        <Icon name="arrow-right" small />
      </span>
      <Chip name={receiver.label} ended={false} alone={!names} />
      {names && <span>{receiver.label}</span>}
    </span>
  )
}
