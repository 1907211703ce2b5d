/**
 * One row of the sequence as plain data: what stands where, in which colour, in which words. Two drawings that are equal
 * in every field look the same, so a row is drawn again only when its drawing is another.
 */
import { failureOf, formatDuration, frameStatus, isRequest, OUTSIDE, type FoldRow, type Frame, type Row } from 'multiprocessing/inspect'
import { glyphOfFold, glyphOfFrame, type GlyphName } from '../glyphs.tsx'
import { middleEllipsis, endEllipsis } from '../ellipsis.ts'
import { time } from '../format.ts'
import { labelOf } from '../frame-texts.ts'
import { isHeldAt } from '../../hold/state.ts'
import { layArrow, layHeld, layLost, layPill, type HeadShape, type LaneLayout } from './geometry.ts'

export type Tone = 'plain' | 'reply' | 'error' | 'waiting'

export interface FrameDrawing {
  readonly kind: 'frame'
  readonly key: string
  readonly number: string
  readonly time: string
  readonly latency: string
  /** Whole label, for the tooltip. */
  readonly text: string
  readonly label: string
  readonly labelX: number
  /** Whether the label lies over foreign lanes. */
  readonly crossing: boolean
  readonly tone: Tone
  /** CSS colour of the line, that is of the sender. */
  readonly colour: string
  readonly dashed: boolean
  readonly x1: number
  readonly x2: number
  /** Centre of the head, and its glyph; a lost frame has none. */
  readonly headX: number
  readonly head: GlyphName | 'broken'
  readonly mirrored: boolean
  readonly direction: 1 | -1
  /** Whether an answer is still waited for. */
  readonly waiting: boolean
  /** Whether it waits at the gate before its receiver. */
  readonly held: boolean
  /** Number of its connection. */
  readonly connection: number
}

export interface FoldDrawing {
  readonly kind: 'fold'
  readonly key: string
  readonly number: string
  readonly time: string
  readonly text: string
  readonly label: string
  readonly glyph: GlyphName
  readonly open: boolean
  readonly clientX: number
  readonly serverX: number
  readonly clientColour: string
  readonly serverColour: string
  readonly pillX: number
  readonly pillWidth: number
}

export type RowDrawing = FrameDrawing | FoldDrawing

export interface DrawingContext {
  readonly layout: LaneLayout
  readonly colourOf: (process: string) => string
  /** Time that stands on the row before, so that it is not repeated. */
  readonly timeBefore: string
  /** Moment that is looked at, in microseconds of the run; undefined for now. */
  readonly at?: number | undefined
}

export function drawRow(row: Row, context: DrawingContext): RowDrawing {
  return row.kind === 'fold' ? drawFold(row, context) : drawFrame(row.frame, row.key, context)
}

/** What stands at the left of a row as its time: where something begins, and not twice the same. */
export function timeOf(row: Row): string {
  return row.kind === 'frame' ? timeOfFrame(row.frame) : ''
}

/** Requests begin something, and so do a challenge that opens a connection and a message of the program's own. */
function timeOfFrame(frame: Frame): string {
  const begins = isRequest(frame) || frame.kind === 'message' || (frame.kind === 'challenge' && frame.sender === 'listener')
  return begins ? time(frame.time) : ''
}

/** Replies that bring a value or an error have a dashed line, all others a solid one. */
function isReply(frame: Frame): boolean {
  return frame.kind.startsWith('#')
}

/** Whether it never arrived, as far as its receiver is traced. */
function isLost(frame: Frame): boolean {
  const status = frameStatus(frame)
  if (status === 'lost' || status === 'dropped' || status === 'cut' || status === 'abandoned') return true
  return isRequest(frame) && frame.pair === undefined && frame.receivedAt === undefined && frame.to !== OUTSIDE && frame.connection.closedAt !== undefined
}

function drawFrame(frame: Frame, key: string, context: DrawingContext): FrameDrawing {
  if (isHeldAt(frame, context.at)) return drawHeld(frame, key, context)
  const { layout, colourOf, timeBefore } = context
  const from = layout.x.get(frame.from) ?? 0
  const to = layout.x.get(frame.to) ?? 0
  const server = layout.x.get(frame.connection.listener) ?? to
  const glyph = glyphOfFrame(frame)
  const text = labelOf(frame)
  const arrow = layArrow(from, to, server, layout.gap, headShape(glyph), text.length)
  const lost = isLost(frame) ? layLost(from, to, server) : undefined
  const own = timeOfFrame(frame)
  return {
    kind: 'frame',
    key,
    number: String(frame.number),
    time: own === timeBefore ? '' : own,
    latency: frame.latency === undefined ? '' : formatDuration(frame.latency),
    text,
    label: middleEllipsis(text, arrow.columns),
    labelX: arrow.label,
    crossing: arrow.crossing,
    tone: failureOf(frame) !== undefined ? 'error' : isReply(frame) ? 'reply' : 'plain',
    colour: colourOf(frame.from),
    dashed: isReply(frame),
    x1: arrow.x1,
    x2: lost?.x2 ?? arrow.x2,
    headX: lost?.mark ?? arrow.head,
    head: lost ? 'broken' : glyph,
    mirrored: arrow.mirrored,
    direction: arrow.direction,
    waiting: frameStatus(frame) === 'waiting',
    held: false,
    connection: frame.connection.number,
  }
}

/** A frame at the gate: a dotted line that stops before its receiver. Its Release button stands in the place of the time. */
function drawHeld(frame: Frame, key: string, { layout, colourOf }: DrawingContext): FrameDrawing {
  const from = layout.x.get(frame.from) ?? 0
  const to = layout.x.get(frame.to) ?? 0
  const text = labelOf(frame)
  const held = layHeld(from, to)
  return {
    kind: 'frame',
    key,
    number: String(frame.number),
    time: '',
    latency: '',
    text: `${text}, held`,
    label: middleEllipsis(text, held.columns),
    labelX: held.label,
    crossing: held.crossing,
    tone: 'waiting',
    colour: colourOf(frame.from),
    dashed: false,
    x1: held.x1,
    x2: held.x2,
    headX: held.head,
    head: 'held',
    mirrored: false,
    direction: held.direction,
    waiting: false,
    held: true,
    connection: frame.connection.number,
  }
}

/** Glyphs that stand at the head of an arrow; the others are marks of their own. */
function headShape(glyph: GlyphName): HeadShape {
  return glyph === 'held' || glyph === 'lost' || glyph === 'waiting' ? 'error' : glyph
}

function drawFold(row: FoldRow, { layout, colourOf }: DrawingContext): FoldDrawing {
  const clientX = layout.x.get(row.client) ?? 0
  const serverX = layout.x.get(row.listener) ?? 0
  const { label } = row
  const room = layPill(clientX, serverX, layout.gap, label.length)
  // The numbers at the left tell how many there are: their count goes first where room is short.
  const fitting = label.length <= room.columns ? label : endEllipsis(row.names.join(', '), room.columns)
  return {
    kind: 'fold',
    key: row.key,
    number: numbersOf(row),
    time: '',
    text: row.sentence,
    label: fitting,
    glyph: glyphOfFold(row),
    open: row.open,
    clientX,
    serverX,
    clientColour: colourOf(row.client),
    serverColour: colourOf(row.listener),
    pillX: room.x,
    pillWidth: room.width,
  }
}

/** `1–8`; frames between may belong to others. */
export function numbersOf(row: FoldRow): string {
  const { first, last } = row
  return first === last ? String(first) : `${first}–${last}`
}
