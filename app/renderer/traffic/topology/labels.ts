/** Frames that the topology shows: calls without an answer, the frame of the moment, and how fast frames follow. */
import { isRequest, kindText, type Frame, type Moment, type OpenCall } from 'multiprocessing/inspect'
import { glyphOfFrame, type GlyphName } from '../glyphs.tsx'

/** A call that has had no answer for so long is waited for. In microseconds. */
const WAITED = 20_000
/** Above so many frames in a second an edge shows a rate. */
const FAST = 30
const SECOND = 1_000_000
/** A second of a flood: more frames are not counted. */
const MOST_COUNTED = 20_000

/** A label at an edge: one frame, or how many there are in a second. */
export interface Label {
  readonly frame: Frame
  readonly client: string
  readonly server: string
  /** Key of the object; undefined for what concerns the server itself. */
  readonly object: string | undefined
  readonly glyph: GlyphName
  readonly text: string
  /** Process whose colour it has: the sender. */
  readonly sender: string
  readonly waits: boolean
}

/** The frame that had just been sent at the moment. */
export function lastFrame(present: Moment): Frame | undefined {
  return present.frame ?? present.run.frames.at(-1)
}

/** @param objectOf key of the object that a frame is about */
export function labelsOf(present: Moment, objectOf: (frame: Frame) => string | undefined): Label[] {
  const labels = [...present.held.map((frame) => heldLabel(frame, objectOf)), ...present.calls.map((call) => openLabel(call, present.time))]
  const last = lastFrame(present)
  if (!last || labels.some(({ frame }) => frame === last)) return labels
  const { client, listener } = last.connection
  labels.push({
    frame: last,
    client,
    server: listener,
    object: objectOf(last),
    glyph: glyphOfFrame(last),
    text: isRequest(last) ? requestName(last) : kindText(last.kind),
    sender: last.from,
    waits: false,
  })
  return labels
}

/** A frame that waits at the gate: it has not left. */
function heldLabel(frame: Frame, objectOf: (frame: Frame) => string | undefined): Label {
  const { client, listener } = frame.connection
  return { frame, client, server: listener, object: objectOf(frame), glyph: 'held', text: isRequest(frame) ? requestName(frame) : kindText(frame.kind), sender: frame.from, waits: false }
}

function openLabel({ frame, process, server, object, since, wait }: OpenCall, now: number): Label {
  const waits = wait !== undefined || now - since >= WAITED
  return { frame, client: process, server, object, glyph: waits ? 'waiting' : glyphOfFrame(frame), text: requestName(frame), sender: process, waits }
}

/** `put`, `acquire`, `create Bed`. */
function requestName(frame: Frame): string {
  if (frame.kind === 'call') return frame.method ?? 'call'
  return frame.kind === 'create' && frame.typeid ? `create ${frame.typeid}` : kindText(frame.kind)
}

/** Frames a second by edge, in the second up to the moment; only those that are too many to be shown one by one. */
export function ratesOf(present: Moment, edgeOf: (frame: Frame) => string | undefined): ReadonlyMap<string, number> {
  const { frames } = present.run
  const last = lastFrame(present)
  const counts = new Map<string, number>()
  if (!last) return counts
  const lowest = Math.max(0, last.number - MOST_COUNTED)
  for (let index = last.number - 1; index >= lowest; index--) {
    const frame = frames[index]
    if (!frame || frame.time < present.time - SECOND) break
    const edge = edgeOf(frame)
    if (edge !== undefined) counts.set(edge, (counts.get(edge) ?? 0) + 1)
  }
  for (const [edge, count] of counts) if (count <= FAST) counts.delete(edge)
  return counts
}
