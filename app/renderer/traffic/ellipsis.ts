/** Shortening text for a place of known width, so that both its ends stay readable. */

/** Advance of one character of the code font at 12 px. */
export const CODE_ADVANCE = 7.2

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Columns that a grapheme takes in a monospaced font: two for East Asian wide ones and pictures, else one. */
function columnsOf(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe4f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  return wide ? 2 : 1
}

/** What a label keeps of a very long value before it is measured: no label is ever wider. */
const LONGEST = 400

/**
 * Cuts the middle out of `text` so that it takes at most `columns` columns, the ellipsis included.
 * The beginning keeps the larger half: a method's name matters more than the end of its arguments.
 */
export function middleEllipsis(text: string, columns: number): string {
  // Plain ASCII that fits needs no segmenting: that is nearly every label.
  if (text.length <= columns && /^[\x20-\x7e…]*$/.test(text)) return text
  if (columns <= 0) return ''
  if (columns === 1) return '…'
  const clipped = text.length > LONGEST * 2 ? text.slice(0, LONGEST) + text.slice(-LONGEST) : text
  const graphemes = Array.from(segmenter.segment(clipped), (part) => part.segment)
  const widths = graphemes.map(columnsOf)
  const whole = widths.reduce((sum, width) => sum + width, 0)
  if (whole <= columns && clipped === text) return text
  const room = columns - 1
  let head = 0
  let used = 0
  while (head < graphemes.length && used + (widths[head] ?? 1) <= Math.ceil(room * 0.62)) used += widths[head++] ?? 1
  let tail = graphemes.length
  while (tail > head && used + (widths[tail - 1] ?? 1) <= room) used += widths[--tail] ?? 1
  return `${graphemes.slice(0, head).join('')}…${graphemes.slice(tail).join('')}`
}

/** Columns of the code font at 12 px that fit into `pixels`. */
export function columnsIn(pixels: number): number {
  return Math.max(0, Math.floor(pixels / CODE_ADVANCE))
}

/** Keeps the beginning only, for texts whose end says nothing. */
export function endEllipsis(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1)).trimEnd()}…`
}
