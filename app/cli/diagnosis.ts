/** A diagnosis as plain data, for `--json`. */
import { formatSource, marksOf, paragraphText } from 'multiprocessing/inspect'
import type { Diagnosis, Paragraph } from 'multiprocessing/inspect'

const words = (paragraphs: readonly Paragraph[]): string => paragraphs.map(paragraphText).join(' ')

export function plainDiagnosis(diagnosis: Diagnosis): unknown {
  const { id, pitfall, weight, sure, title, error, happened, why, fix, change, at, frame, matchedOn } = diagnosis
  return {
    id,
    pitfall: pitfall ?? null,
    weight,
    sure,
    title,
    error: error ?? null,
    happened: words(happened),
    why: words(why),
    fix: words(fix),
    change: change ?? null,
    at: at === undefined ? null : formatSource(at),
    frame: frame?.number ?? null,
    marks: marksOf(diagnosis).map((mark) => (mark.kind === 'frame' ? { frame: mark.frame.number } : { at: formatSource(mark.at), words: mark.words })),
    matchedOn: paragraphText(matchedOn),
  }
}
