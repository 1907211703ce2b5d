/** A prediction of frames as text that is kept, and the lines that it is about. Pure. */
import { SKETCH_KINDS, type SketchKind, type WireSketch } from 'multiprocessing/inspect'

/** More frames of a kind than this are not predicted. */
export const MOST_OF_A_KIND = 99

/** A comment at the end of a line. */
const COMMENT = /\s+(?:\/\/|# ).*$/

/** The lines as the learner's program has them, with their numbers. */
export function linesIn(text: string, parts: readonly string[]): readonly { readonly number: number; readonly text: string }[] {
  return text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.replace(COMMENT, '').trim() }))
    .filter((line) => parts.some((part) => line.text.includes(part)))
}

/** `call:2 answer:2` as a sketch. */
export function readSketch(text: string): WireSketch {
  const found: Partial<Record<SketchKind, number>> = {}
  for (const part of text.split(' ')) {
    const [kind, count] = part.split(':')
    const known = SKETCH_KINDS.find((one) => one === kind)
    if (known && /^\d{1,2}$/.test(count ?? '')) found[known] = Number(count)
  }
  return found
}

/** The other way round. No kind at all is a prediction, too. */
export function writeSketch(sketch: WireSketch): string {
  const parts = SKETCH_KINDS.filter((kind) => (sketch[kind] ?? 0) > 0).map((kind) => `${kind}:${sketch[kind]}`)
  return parts.join(' ') || 'none'
}
