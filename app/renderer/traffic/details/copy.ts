/** A frame as text, to be taken elsewhere. */
import { describeFrame, type Frame, type Run } from 'multiprocessing/inspect'
import type { Content } from './content-view.ts'
import { hexRow, hexRowCount } from './hex.ts'

/** Rows of bytes that are copied. */
const ROWS = 256

/** What it is, what it says, its parts and its bytes, one below the other. */
export function frameAsText(frame: Frame, run: Run, content: Content): string {
  const lines = [describeFrame(frame, run)]
  const words = frame.error?.traceback ?? frame.result ?? frame.args
  if (words !== undefined) lines.push('', words.trimEnd())
  if (content.parts.length > 0) {
    lines.push('', ...content.parts.map((part) => `${String(part.start).padStart(6)}  ${part.name.padEnd(18)}${part.value}`.trimEnd()))
  }
  const rows = Math.min(ROWS, hexRowCount(frame.payload.length))
  if (rows > 0) lines.push('')
  for (let index = 0; index < rows; index++) {
    const row = hexRow(frame.payload, index, null)
    lines.push(`${row.offset}  ${(row.hex[0]?.text ?? '').padEnd(49)}  ${row.characters[0]?.text ?? ''}`)
  }
  return `${lines.join('\n')}\n`
}
