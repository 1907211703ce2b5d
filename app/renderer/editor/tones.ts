/** Which lines of a file stand out: those where the run failed, and those that caused or decided the selected frame. Pure. */
import { registrationOf, type Frame, type Run } from 'multiprocessing/inspect'
import type { LineTone } from './code-editor.ts'
import { decidedAt, type LineMark, type Sources } from './line-marks.ts'

export interface Place {
  readonly file: string
  readonly line: number
}

/** Source places of a frame: the line that caused it, and for a refusal the line that decided. */
export function placesOf(run: Run, frame: Frame, sources: Sources): Place[] {
  const row = frame.kind === '#TRACEBACK' ? registrationOf(run, frame) : undefined
  return [frame.at, row && decidedAt(row, sources)].filter((at) => at !== undefined)
}

/**
 * @param marks of this file
 * @param linked lines of this file that belong to the selected frame
 */
export function tonesOf(marks: readonly LineMark[], linked: readonly number[]): LineTone[] {
  const bad = marks.filter((mark) => mark.sign === 'error' && mark.text.includes('·')).map((mark) => mark.line)
  return [
    ...bad.map((line) => ({ line, tone: 'bad' as const })),
    ...linked.filter((line) => !bad.includes(line)).map((line) => ({ line, tone: 'linked' as const })),
  ]
}
