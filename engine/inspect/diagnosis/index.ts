/** Diagnoses of a run. */
export { sourcesOf } from './sources.ts'
export { diagnose } from './diagnose.ts'
export { diagnosisText, paragraphText } from './text.ts'
export { marksOf, sameMark, type Change, type Diagnosis, type Mark, type Paragraph, type Piece, type Sources } from './shape.ts'
export { NO_CARD, PITFALLS } from './table.ts'
export type { Pitfall } from './pitfall.ts'
