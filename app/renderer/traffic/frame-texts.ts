/**
 * Texts of frames, short enough for a row. A long value is decoded anew each time that its text is asked for, and rows
 * ask at every scroll: what they were told is kept here until something on the frame has changed.
 */
import { describeFrame, frameLabel, frameStatus, type Frame, type Run } from 'multiprocessing/inspect'

/** Longest text that a row, or its tooltip, shows. */
const LONGEST = 600

interface Texts {
  /** What the texts depend on beside the bytes. */
  readonly state: string
  label?: string
  args?: string
  result?: string
  description?: string
}

const known = new WeakMap<Frame, Texts>()

function textsOf(frame: Frame): Texts {
  const state = `${frame.pair?.number} ${frame.typeid} ${frame.latency} ${frame.from} ${frame.to} ${frameStatus(frame)}`
  const texts = known.get(frame)
  if (texts?.state === state) return texts
  const fresh = { state }
  known.set(frame, fresh)
  return fresh
}

/** Its name in the sequence: `water(250)`. */
export function labelOf(frame: Frame): string {
  const texts = textsOf(frame)
  return (texts.label ??= cut(frameLabel(frame)))
}

export function argumentsOf(frame: Frame): string {
  const texts = textsOf(frame)
  return (texts.args ??= cut(frame.args ?? ''))
}

export function resultOf(frame: Frame): string {
  const texts = textsOf(frame)
  return (texts.result ??= cut(frame.result ?? ''))
}

/** One line that says all of it. */
export function descriptionOf(frame: Frame, run: Run): string {
  const texts = textsOf(frame)
  return (texts.description ??= cut(describeFrame(frame, run)))
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 40)}…${text.slice(-39)}`
}
