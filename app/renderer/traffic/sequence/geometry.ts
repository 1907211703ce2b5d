/**
 * Where everything in the sequence is drawn, as plain arithmetic: lanes across, rows down, and per arrow its line, head
 * and label. All lengths are CSS pixels. The numbers are the design's.
 */
import { CODE_ADVANCE, columnsIn } from '../ellipsis.ts'

/** Height of a row. */
export const ROW_HEIGHT = 28
/** Space above the first row. */
export const TOP = 3
/** Space below the last row: lane feet and the last arrow's head stand in it. */
export const BOTTOM = 24

/** Left edge of the frame number. */
export const NUMBER_X = 14
/** Right edge of the time; it gives way to long numbers. */
export function timeX(frames: number): number {
  return frames < 1000 ? 96 : 104
}
/** Right edge of the latency, measured from the right. */
export const LATENCY_INSET = 14

/** First lane from the left, last lane from the right. */
const FIRST_LANE = 146
const LAST_LANE_INSET = 64
/** Lanes closer than this make labels unreadable: then the lanes scroll sideways. */
const CLOSEST_LANES = 103

/** Baselines and centre lines, from the top of the row. */
export const NUMBER_BASELINE = 18
export const LABEL_BASELINE = 14
export const ARROW_Y = 22
export const FOLD_Y = 15

/** Half the width of the bar on the server's lane. */
export const BAR_HALF = 4.5
/** How far an arrow's end keeps from the middle of a lane with a bar, and of one without: start of line, centre of head. */
const ENDS = { bar: { start: 5, head: 12 }, bare: { start: 1, head: 8 } } as const

export interface LaneLayout {
  /** Process ids from left to right. */
  readonly lanes: readonly string[]
  readonly x: ReadonlyMap<string, number>
  /** Width of the drawing: the pane's, or more where the lanes scroll. */
  readonly width: number
  /** Distance between neighbouring lanes. */
  readonly gap: number
}

/** Spreads lanes over the width of the pane. */
export function layLanes(lanes: readonly string[], paneWidth: number): LaneLayout {
  const gaps = Math.max(1, lanes.length - 1)
  const gap = Math.max(CLOSEST_LANES, (paneWidth - FIRST_LANE - LAST_LANE_INSET) / gaps)
  // A single lane stands where the first of two would.
  const x = new Map(lanes.map((lane, index) => [lane, Math.round(FIRST_LANE + index * gap)]))
  return { lanes, x, width: Math.max(paneWidth, FIRST_LANE + gap * gaps + LAST_LANE_INSET), gap }
}

/** How wide the head of a lane may be: it stands in the middle over its lane, beside others and within the drawing. */
export function headWidth({ x, width, gap }: LaneLayout, lane: string): number {
  const at = x.get(lane) ?? 0
  return Math.min(Math.max(88, gap - 8), 2 * (Math.min(at, width - at) - 4))
}

export type LineKind = 'solid' | 'dashed'
export type HeadShape = 'handshake' | 'accept' | 'create' | 'call' | 'return' | 'proxy' | 'error' | 'incref' | 'decref' | 'server' | 'message'

/** How far the line stops before the centre of the head: solid heads cover its end, open ones must not. */
const LINE_STOP: Record<HeadShape, number> = {
  create: 3,
  call: 3,
  return: 3,
  handshake: 6,
  accept: 6,
  proxy: 6,
  error: 6,
  incref: 6,
  decref: 6,
  server: 6,
  message: 7,
}
/** Which way the shape points as it is drawn; the others have no direction. */
const POINTS: Partial<Record<HeadShape, 1 | -1>> = { call: 1, return: -1, accept: 1 }

export interface Arrow {
  /** Where the line starts and ends. */
  readonly x1: number
  readonly x2: number
  /** Centre of the head. */
  readonly head: number
  /** Whether the head is drawn the other way round. */
  readonly mirrored: boolean
  /** −1 to the left, 1 to the right. */
  readonly direction: 1 | -1
  /** Middle of the label, and how many columns of code fit there. */
  readonly label: number
  readonly columns: number
  /** Whether the label lies over foreign lanes. */
  readonly crossing: boolean
}

/** What a label needs beside its text: the head, and air. */
const LABEL_PADDING = 28

/**
 * One arrow.
 * @param from lane's x of the sender, `to` of the receiver
 * @param server x of the lane with the bar, one of the two
 * @param characters length of the label
 */
export function layArrow(from: number, to: number, server: number, gap: number, shape: HeadShape, characters: number): Arrow {
  const direction = to >= from ? 1 : -1
  const start = (from === server ? ENDS.bar : ENDS.bare).start
  const end = (to === server ? ENDS.bar : ENDS.bare).head
  const head = to - direction * end
  const client = from === server ? to : from
  const points = POINTS[shape]
  const stretch = stretchFor(client, server, gap, characters * CODE_ADVANCE + LABEL_PADDING)
  return {
    x1: from + direction * start,
    x2: head - direction * LINE_STOP[shape],
    head,
    mirrored: points !== undefined && points !== direction,
    direction,
    label: client + (Math.sign(server - client) * stretch) / 2,
    columns: columnsIn(stretch - LABEL_PADDING),
    crossing: stretch > gap + 1,
  }
}

/**
 * How far from the client's lane a label may reach. It stays in the client's own column, between its lane and the next
 * one towards the server, so that the labels of one client stand below each other; only one that is too long for that
 * lies over foreign lanes.
 */
function stretchFor(client: number, server: number, gap: number, needed: number): number {
  const distance = Math.abs(server - client)
  const columns = Math.max(1, Math.ceil(needed / gap))
  return Math.min(distance, columns * gap)
}

/** A line that breaks half-way: where it ends, and where the red mark starts. */
export function layLost(from: number, to: number, server: number): { x1: number; x2: number; mark: number; direction: 1 | -1 } {
  const direction = to >= from ? 1 : -1
  const start = (from === server ? ENDS.bar : ENDS.bare).start
  const middle = (from + to) / 2
  return { x1: from + direction * start, x2: middle - direction * 6, mark: middle - direction * 4, direction }
}

/** How far before its receiver's lane a frame is held, and what its label keeps free there. */
const GATE = 42
const GATE_HALF = 11
const HELD_LABEL = 8

/** A held frame: its line ends at the gate; its label begins at the sender's lane. */
export function layHeld(from: number, to: number): { x1: number; x2: number; head: number; label: number; columns: number; direction: 1 | -1; crossing: boolean } {
  const direction = to >= from ? 1 : -1
  const head = to - direction * GATE
  return {
    x1: from + direction,
    x2: head - direction * GATE_HALF,
    head,
    label: from + direction * HELD_LABEL,
    columns: columnsIn(Math.abs(to - from) - HELD_LABEL - GATE_HALF - 16),
    direction,
    crossing: true,
  }
}

export interface Pill {
  readonly x: number
  readonly width: number
  /** Characters that its text may have. */
  readonly columns: number
}

/** Room for a character of the 11 px text, and for icon and padding beside it, as drawn. */
const PILL_ADVANCE = 6
const PILL_PADDING = 34
/** The least that they take. */
const TIGHT_ADVANCE = 5.6
const TIGHT_PADDING = 31
/** Of the double line, what is seen left and right of the pill. */
const PILL_MARGIN = 14

/** The pill on the double line of a fold, in the client's column. */
export function layPill(client: number, server: number, gap: number, characters: number): Pill {
  const wanted = PILL_PADDING + PILL_ADVANCE * characters
  // A little tighter, and it often stays within one column.
  const stretch = stretchFor(client, server, gap, TIGHT_PADDING + TIGHT_ADVANCE * characters + PILL_MARGIN)
  const width = Math.min(stretch - PILL_MARGIN, wanted)
  return {
    x: client + (Math.sign(server - client) * stretch) / 2 - width / 2,
    width,
    columns: Math.max(0, Math.floor((width - TIGHT_PADDING) / TIGHT_ADVANCE)),
  }
}

/** Top of a row in the scrolled drawing. */
export function rowTop(index: number): number {
  return TOP + index * ROW_HEIGHT
}

/** Height of the whole drawing. */
export function totalHeight(rows: number): number {
  return TOP + rows * ROW_HEIGHT + BOTTOM
}

/** The row at a height of the drawing, held within the rows that there are. */
export function rowAt(y: number, rows: number): number {
  return Math.max(0, Math.min(rows - 1, Math.floor((y - TOP) / ROW_HEIGHT)))
}

/** A call on the server's lane, or a wait on the waiter's, from row to row. `last` is undefined while it is open. */
export interface Span {
  readonly first: number
  readonly last: number | undefined
}

export interface SpanBox {
  readonly y: number
  readonly height: number
  /** Whether its end lies inside the drawn window. */
  readonly closed: boolean
}

/**
 * The part of a bar that lies in the window of drawn rows, from arrow to arrow.
 * @param window first and last drawn row; the result counts from the top of the drawing
 */
export function laySpan(span: Span, window: { first: number; last: number }, rows: number): SpanBox | null {
  const end = span.last ?? rows - 1
  if (end < window.first || span.first > window.last) return null
  const openEnd = span.last === undefined
  const y1 = span.first >= window.first ? rowTop(span.first) + ARROW_Y : rowTop(window.first) - ROW_HEIGHT
  const bottom = openEnd ? rowTop(rows) + 2 : rowTop(end) + ARROW_Y
  const y2 = end <= window.last ? bottom : rowTop(window.last + 1) + ROW_HEIGHT
  return { y: y1, height: Math.max(4, y2 - y1), closed: !openEnd && end <= window.last }
}

/**
 * Places beside each other for bars that overlap on one lane: for each span the number of the place, 0 in the middle.
 * @param spans in the order of their first rows
 */
export function placeSpans(spans: readonly Span[]): number[] {
  const ends: number[] = []
  return spans.map((span) => {
    let place = ends.findIndex((end) => end <= span.first)
    if (place === -1) place = ends.length
    ends[place] = span.last ?? Number.POSITIVE_INFINITY
    return place
  })
}

/** How far a bar stands from the middle of its lane, by its place. Beyond two neighbours they share. */
export function placeOffset(place: number): number {
  return [0, 5, -5][Math.min(place, 2)] ?? 0
}
