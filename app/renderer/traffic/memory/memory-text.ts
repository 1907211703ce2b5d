/** Segments in words, and the lines that their fields and bytes make. */
import type { LayoutField, SegmentAt } from 'multiprocessing/inspect'
import { bytes as byteWords, plural } from '../format.ts'
import { namesOf } from '../moment/object-facts.ts'
import { nameOf } from '../processes.ts'
import { fieldValue } from './field-value.ts'

const ROW_BYTES = 16
/** A text has at most so many lines of bytes. */
const MOST_LINES = 256

/** Whether a byte is one that the last write changed. */
export function isChanged({ last }: SegmentAt, place: number): boolean {
  return last?.how === 'written' && place >= last.offset && place < last.offset + last.size
}

/** Value of a field, undefined where one of its bytes is not known; and whether the last write touched it. */
export function fieldRow(at: SegmentAt, field: LayoutField): { readonly value: string | undefined; readonly changed: boolean; readonly spoken: string } {
  const { offset, size, format, label } = field
  const end = offset + size
  const told = end <= at.bytes.length && at.known.subarray(offset, end).every((one) => one === 1)
  const part = at.bytes.subarray(offset, end)
  const value = told ? (fieldValue(format, part, at.segment.kind) ?? hexOf(part)) : undefined
  const { last } = at
  const changed = last?.how === 'written' && last.offset < end && last.offset + last.size > offset
  const spoken = `${label}, ${plural(size, 'byte')} from ${offset}, format ${format}, ${value ?? 'not told'}${changed ? ', changed last' : ''}`
  return { value, changed, spoken }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 32), hex).join(' ') + (bytes.length > 32 ? ' …' : '')
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0')

export interface HexRow {
  readonly offset: string
  readonly cells: readonly { readonly place: number; readonly text: string }[]
  readonly letters: string
}

/** @param each bytes a line */
export function hexRow({ bytes, known }: SegmentAt, line: number, each = ROW_BYTES): HexRow {
  const start = line * each
  const cells: { place: number; text: string }[] = []
  let letters = ''
  for (let place = start; place < Math.min(bytes.length, start + each); place++) {
    const byte = bytes[place] ?? 0
    const told = known[place] === 1
    cells.push({ place, text: told ? hex(byte) : '··' })
    letters += !told ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
  }
  return { offset: start.toString(16).padStart(4, '0'), cells, letters }
}

/** Who made it, who has it mapped, and what became of its name. */
export function stateWords({ segment, attached, unlinked }: SegmentAt): string {
  const made = segment.owner === undefined ? 'Its maker is not traced.' : `Made by ${nameOf(segment.owner)}.`
  const mapped = attached.length === 0 ? 'Nobody has it mapped.' : `Mapped by ${namesOf(attached)}.`
  return [made, mapped, unlinked ? unlinkWords(unlinked) : ''].filter(Boolean).join(' ')
}

function unlinkWords({ by, process }: NonNullable<SegmentAt['unlinked']>): string {
  switch (by) {
    case 'program':
      return `${nameOf(process)} took its name away: who has it mapped keeps it, nobody else can get it.`
    case 'exit':
      return `Its name was taken away when ${nameOf(process)} ended.`
    case 'sweep':
      return `Its maker was killed; ${nameOf(process)} swept its name away.`
  }
}

export function memoryText(all: readonly SegmentAt[]): string {
  return all.flatMap(segmentLines).join('\n')
}

function segmentLines(at: SegmentAt): string[] {
  const { segment, layout, bytes } = at
  const lines = [`${segment.name}, ${segment.kind}, ${byteWords(segment.size)}`, `  ${stateWords(at)}`]
  for (const field of layout?.fields ?? []) lines.push(`  ${fieldRow(at, field).spoken}`)
  const rows = Math.ceil(bytes.length / ROW_BYTES)
  for (let line = 0; line < Math.min(rows, MOST_LINES); line++) {
    const row = hexRow(at, line)
    lines.push(`  ${row.offset}  ${row.cells.map(({ text }) => text).join(' ').padEnd(ROW_BYTES * 3)} ${row.letters}`)
  }
  if (rows > MOST_LINES) lines.push(`  and ${rows - MOST_LINES} lines more`)
  return [...lines, '']
}
