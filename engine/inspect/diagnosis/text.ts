/** A diagnosis as plain text: for terminals and the clipboard. */
import { formatSource } from '../format.ts'
import type { Diagnosis, Paragraph, Piece } from './shape.ts'

/** `The server answered (frame 11) …, see garden.py:11.` */
export function paragraphText(paragraph: Paragraph): string {
  let said = ''
  return paragraph
    .map((piece) => (said = words(piece, said)))
    .join('')
    .replaceAll(/ {2,}/g, ' ')
    .trim()
}

/** A piece after what was said before it. */
function words(piece: Piece, before: string): string {

  switch (piece.kind) {
    case 'text':
      return piece.text
    case 'code':
      return piece.text
    case 'frame':
      return `(frame ${piece.frame.number})`
    case 'line':
      // In running words it is an aside; after `see` and the like it is what is meant.
      return /(?:see|at|and|line|from|was|[:,])\s*$/.test(before) ? formatSource(piece.at) : `(${formatSource(piece.at)})`
    case 'process':
      return piece.words
  }
}

/** The whole card as lines: title, error, what happened, why, how to fix it. Without a line break at the end. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { title, error, happened, why, fix, change, matchedOn, at, pitfall } = diagnosis
  const lines = [`${title}.`]
  if (error !== undefined) lines.push(`  ${error}`)
  const part = (head: string, paragraphs: readonly Paragraph[]): void => {
    lines.push(`  ${head}: ${paragraphs.map(paragraphText).join(' ')}`)
  }
  part('What happened', happened)
  part('Why', why)
  part('How to fix it', fix)
  if (change !== undefined) {
    lines.push(`    ${change.file}`)
    for (const { sign, line, text } of change.lines) lines.push(`    ${String(line).padStart(3)} ${sign} ${text.trim()}`)
  }
  const place = at === undefined ? '' : ` At ${formatSource(at)}.`
  lines.push(`  ${paragraphText(matchedOn)}.${place}${pitfall === undefined ? '' : ` Pitfall ${pitfall}.`}`)
  return lines.join('\n')
}
