/** Which lines of a file stand out: those where the run failed, and those that caused or decided the selected frame. Pure. */
import { registrationOf, type Frame, type Run } from 'multiprocessing/inspect'
import type { LineTone } from './code-editor.ts'
import type { LineMark } from './line-marks.ts'

export interface Place {
  readonly file: string
  readonly line: number
}

/** Source places of a frame: the line that caused it, and for an error the registration that decided. */
export function placesOf(run: Run, frame: Frame): Place[] {
  const row = frame.family === 'error' ? registrationOf(run, frame) : undefined
  return [frame.at, row?.at].filter((at) => at !== undefined)
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
