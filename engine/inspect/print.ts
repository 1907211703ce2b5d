/** A run as text, for terminals: one line a row. */
import type { Frame, Run } from './run.ts'
import { failureOf, frameStatus, isRequest, requestText } from './describe.ts'
import { foldRows } from './fold.ts'
import type { FoldOptions } from './fold.ts'
import type { FoldRow, Row } from './fold-row.ts'
import { formatBytes, formatDuration, formatSource, formatTime, processLabel, kindText } from './format.ts'
import { summarize } from './summary.ts'
import { errorLine } from './traceback.ts'

/** How a run is printed. Widths are in characters. */
export interface PrintOptions extends FoldOptions {
  /** Columns of the terminal; longer lines are cut with `…`. Default 120; `Infinity` cuts nothing. */
  readonly width?: number
  /** Whether a line with the totals ends it. Default true. */
  readonly totals?: boolean
}

interface Cells {
  readonly number: string
  readonly time: string
  readonly route: string
  readonly kind: string
  readonly text: string
  readonly bytes: string
  readonly latency: string
}

/** The whole traffic of a run. */
export function printRun(run: Run, options: PrintOptions = {}): string {
  const { width = 120, totals = true } = options
  const rows = foldRows(run, options)
  const lines = printCells(rows.map((row) => cellsOf(row, run)), width)
  for (const incident of run.incidents) {
    if (incident.frame !== undefined) continue
    const where = incident.at === undefined ? '' : ` (${formatSource(incident.at)})`
    const words = `${incident.kind}: ${processLabel(run, incident.process)}: ${errorLine(incident.type, incident.message)}`
    lines.push(`${cut(words, Math.max(20, width - where.length))}${where}`)
  }
  if (totals) lines.push(totalsLine(run))
  return lines.join('\n')
}

/** `106 frames, 72 in handshakes, 1 refused` */
function totalsLine(run: Run): string {
  const { frames, held, inHandshakes, refused, raised, failed } = summarize(run)
  const words = [`${frames} ${frames === 1 ? 'frame' : 'frames'}`, `${inHandshakes} in handshakes`]
  if (held > 0) words.push(`${held} held`)
  if (refused > 0) words.push(`${refused} refused`)
  if (raised > 0) words.push(`${raised} raised`)
  if (failed > 0) words.push(`${failed} failed`)
  if (run.lost > 0) words.push(`${run.lost} events lost`)
  return words.join(', ')
}

/** One frame on one line, columns two blanks apart. */
export function printFrame(frame: Frame, run: Run, options: { readonly width?: number } = {}): string {
  return printCells([frameCells(frame, run, 0)], options.width ?? 120)[0]!
}

function cellsOf(row: Row, run: Run): Cells {
  if (row.kind === 'fold') return foldCells(row, run)
  const cells = frameCells(row.frame, run, row.depth)
  // The handshake before it has no line: the numbers say that it was there.
  return row.lead === undefined ? cells : { ...cells, number: `${row.lead.first}–${row.frame.number}` }
}

function foldCells(row: FoldRow, run: Run): Cells {
  return {
    number: row.first === row.last ? String(row.first) : `${row.first}–${row.last}`,
    time: formatTime(row.time),
    route: `${processLabel(run, row.client)} → ${processLabel(run, row.listener)}`,
    kind: `${'  '.repeat(row.depth)}${row.names.join(', ')}`,
    text: row.sentence,
    bytes: formatBytes(row.bytes),
    latency: '',
  }
}

function frameCells(frame: Frame, run: Run, depth: number): Cells {
  return {
    number: String(frame.number),
    time: formatTime(frame.time),
    route: `${processLabel(run, frame.from)} → ${processLabel(run, frame.to)}`,
    kind: `${'  '.repeat(depth)}${kindText(frame.kind)}`,
    text: oneLine(frameText(frame)),
    bytes: formatBytes(frame.size),
    latency: frame.latency === undefined ? '' : formatDuration(frame.latency),
  }
}

function frameText(frame: Frame): string {
  const status = frameStatus(frame)
  if (status === 'held' || status === 'dropped' || status === 'cut' || status === 'abandoned') {
    return `${isRequest(frame) ? requestText(frame) : (frame.result ?? frame.digest ?? '')}  ${NEVER_SENT[status]}`
  }
  if (isRequest(frame)) {
    const words = requestText(frame)
    return status === 'waiting' ? `${words}  no answer yet` : status === 'unanswered' ? `${words}  never answered` : words
  }
  const failure = failureOf(frame)
  const words = failure === undefined ? (frame.result ?? frame.digest ?? '') : `${failure}: ${frame.result ?? ''}`
  return status === 'lost' ? `${words}  lost` : status === 'unread' ? `${words}  never read` : words
}

const NEVER_SENT = { held: 'held', dropped: 'dropped', cut: 'connection cut', abandoned: 'given up' } as const

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ⏎ ')
}

function printCells(rows: readonly Cells[], width: number): string[] {
  const widest = (cell: keyof Cells): number => rows.reduce((most, row) => Math.max(most, row[cell].length), 0)
  const [number, time, route, kind, bytes, latency] = (['number', 'time', 'route', 'kind', 'bytes', 'latency'] as const).map(widest)
  const gaps = 2 * (latency! > 0 ? 6 : 5)
  const room = Math.max(20, Math.min(widest('text'), width - number! - time! - route! - kind! - bytes! - latency! - gaps))
  return rows.map((row) =>
    [
      row.number.padStart(number!),
      row.time.padStart(time!),
      row.route.padEnd(route!),
      row.kind.padEnd(kind!),
      cut(row.text, room).padEnd(room),
      row.bytes.padStart(bytes!),
      row.latency.padStart(latency!),
    ]
      .join('  ')
      .trimEnd(),
  )
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}
