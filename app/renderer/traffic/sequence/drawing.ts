/**
 * One row of the sequence as plain data: what stands where, in which colour, in which words. Two drawings that are equal
 * in every field look the same, so a row is drawn again only when its drawing is another.
 */
import type { Frame } from 'multiprocessing/inspect'
import { glyphOfFrame, type GlyphName } from '../glyphs.tsx'
import { middleEllipsis, endEllipsis } from '../ellipsis.ts'
import { latency, time } from '../format.ts'
import { frameState } from '../frame-state.ts'
import type { FoldRow, Row } from '../rows.ts'
import { layArrow, layLost, layPill, type HeadShape, type LaneLayout } from './geometry.ts'
import { arrowLabel, beginsSomething, isReply } from './labels.ts'

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
  readonly failed: boolean
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
}

export function drawRow(row: Row, context: DrawingContext): RowDrawing {
  return row.kind === 'fold' ? drawFold(row, context) : drawFrame(row.frame, row.key, context)
}

/** What stands at the left of a row as its time: where something begins, and not twice the same. */
export function timeOf(row: Row): string {
  return row.kind === 'frame' && beginsSomething(row.frame.kind) ? time(row.frame.time) : ''
}

function drawFrame(frame: Frame, key: string, { layout, colourOf, timeBefore }: DrawingContext): FrameDrawing {
  const from = layout.x.get(frame.from) ?? 0
  const to = layout.x.get(frame.to) ?? 0
  const server = layout.x.get(frame.connection.listener) ?? to
  const state = frameState(frame)
  const glyph = glyphOfFrame(frame)
  const arrow = layArrow(from, to, server, layout.gap, headShape(glyph))
  const lost = state === 'lost' ? layLost(from, to, server) : undefined
  const text = arrowLabel(frame)
  const own = beginsSomething(frame.kind) ? time(frame.time) : ''
  return {
    kind: 'frame',
    key,
    number: String(frame.number),
    time: own === timeBefore ? '' : own,
    latency: frame.latency === undefined ? '' : latency(frame.latency),
    text,
    label: middleEllipsis(text, arrow.columns),
    labelX: arrow.label,
    tone: frame.family === 'error' ? 'error' : isReply(frame.kind) ? 'reply' : 'plain',
    colour: colourOf(frame.from),
    dashed: isReply(frame.kind),
    x1: arrow.x1,
    x2: lost?.x2 ?? arrow.x2,
    headX: lost?.mark ?? arrow.head,
    head: lost ? 'broken' : glyph,
    mirrored: arrow.mirrored,
    direction: arrow.direction,
    waiting: state === 'waiting',
  }
}

/** Glyphs that stand at the head of an arrow; the others are marks of their own. */
function headShape(glyph: GlyphName): HeadShape {
  return glyph === 'held' || glyph === 'lost' || glyph === 'waiting' ? 'error' : glyph
}

function drawFold(row: FoldRow, { layout, colourOf }: DrawingContext): FoldDrawing {
  const clientX = layout.x.get(row.client) ?? 0
  const serverX = layout.x.get(row.server) ?? 0
  const room = layPill(clientX, serverX, layout.gap, row.short.length)
  return {
    kind: 'fold',
    key: row.key,
    number: row.numbers,
    time: '',
    text: row.title,
    label: endEllipsis(row.short, room.columns),
    glyph: row.glyph,
    open: row.open,
    failed: row.failed,
    clientX,
    serverX,
    clientColour: colourOf(row.client),
    serverColour: colourOf(row.server),
    pillX: room.x,
    pillWidth: room.width,
  }
}
