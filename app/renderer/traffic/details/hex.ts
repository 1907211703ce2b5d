/** Bytes as rows of sixteen: hexadecimal in two groups of eight, and the characters that can be shown. */

export const HEX_COLUMNS = 16

/** Bytes from `start` up to but not including `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** A piece of a row, with whether it lies in the marked range. */
export interface Piece {
  readonly text: string
  readonly marked: boolean
}

export interface HexRow {
  /** Of the first byte, in hexadecimal, at least four digits. */
  readonly offset: string
  readonly hex: readonly Piece[]
  readonly characters: readonly Piece[]
}

export function hexRowCount(length: number): number {
  return Math.ceil(length / HEX_COLUMNS)
}

/** One row, cut where the marked range begins and ends. */
export function hexRow(bytes: Uint8Array, row: number, marked: ByteRange | null): HexRow {
  const start = row * HEX_COLUMNS
  const end = Math.min(bytes.length, start + HEX_COLUMNS)
  const from = marked ? Math.max(start, Math.min(end, marked.start)) : end
  const to = marked ? Math.max(from, Math.min(end, marked.end)) : end
  const cut = (text: (from: number, to: number) => string): Piece[] =>
    [
      { text: text(start, from), marked: false },
      { text: text(from, to), marked: true },
      { text: text(to, end), marked: false },
    ].filter((piece) => piece.text !== '')
  return {
    offset: start.toString(16).padStart(4, '0'),
    hex: spaced(cut((a, b) => hexText(bytes, a, b)), start, from, to, end),
    characters: cut((a, b) => characterText(bytes, a, b)),
  }
}

/** `80 04 95`, with a second blank between the two groups of a row. */
export function hexText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let index = start; index < end; index++) {
    if (index > start) text += index % HEX_COLUMNS === 8 ? '  ' : ' '
    text += (bytes[index] ?? 0).toString(16).padStart(2, '0')
  }
  return text
}

/** The blanks between pieces belong to the unmarked side, so that a mark begins and ends with a byte. */
function spaced(pieces: Piece[], start: number, from: number, to: number, end: number): Piece[] {
  const blank = (at: number) => (at % HEX_COLUMNS === 8 ? '  ' : ' ')
  return pieces.map((piece, index) => {
    if (piece.marked) return piece
    const before = index === 0 && from > start && from < end && to > from ? blank(from) : ''
    const after = index > 0 ? blank(to) : ''
    return { text: `${after}${piece.text}${before}`, marked: false }
  })
}

function characterText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'
  }
  return text
}

/** Which byte of a row stands at a column of its hexadecimal text; undefined between bytes. */
export function byteAtColumn(column: number): number | undefined {
  // The second group is one column further right.
  const within = column >= 24 ? column - 1 : column
  const byte = Math.floor(within / 3)
  return byte < HEX_COLUMNS && within % 3 < 2 ? byte : undefined
}
