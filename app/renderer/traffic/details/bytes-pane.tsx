/** The bytes themselves, sixteen a row, and what the linked ones are. */
import { encodeHeader } from 'multiprocessing/protocol'
import type { Frame } from 'multiprocessing/inspect'
import { count, plural } from '../format.ts'
import { CODE_ADVANCE, endEllipsis } from '../ellipsis.ts'
import { VirtualList } from '../virtual-list.tsx'
import type { Content } from './content-view.ts'
import { byteAtColumn, HEX_COLUMNS, hexRow, hexRowCount, hexText, type ByteRange, type Piece } from './hex.ts'
import { choose, linked, point, rangeToShow } from './link.ts'
import { partAt } from './parts-pane.tsx'
import { covers, nodeAround, sameRange } from './tree.ts'

export function BytesPane({ frame, content }: { frame: Frame; content: Content }) {
  const { payload } = frame
  const header = encodeHeader(frame.size)
  const range = linked.value
  const wanted = rangeToShow('bytes')

  const rangeAt = (event: PointerEvent | MouseEvent): ByteRange | null => {
    const byte = byteAt(event, payload.length)
    if (byte === undefined) return null
    const part = content.parts[partAt(content.parts, byte)]
    return part ?? nodeAround(content.roots, { start: byte, end: byte + 1 }) ?? { start: byte, end: byte + 1 }
  }
  return (
    <div class="dc bytes">
      <h3>
        Bytes
        <span>
          length <span class="mono">{hexText(header, 0, header.length).replaceAll('  ', ' ')}</span>, then {count(frame.size)}
        </span>
      </h3>
      <div
        class="hex-place"
        onPointerOver={(event) => point(rangeAt(event), 'bytes')}
        onPointerMove={(event) => point(rangeAt(event), 'bytes')}
        onPointerLeave={() => point(null, 'bytes')}
        onClick={(event) => {
          const at = rangeAt(event)
          if (at) choose(at, 'bytes')
        }}
      >
        <VirtualList
          class="hex-list selectable"
          label={`${plural(payload.length, 'byte')} in hexadecimal`}
          count={hexRowCount(payload.length)}
          rowHeight={20}
          shown={wanted ? Math.floor(wanted.start / HEX_COLUMNS) : -1}
          row={(index) => <HexLine key={index} index={index} payload={payload} range={range} />}
        />
      </div>
      <Meaning payload={payload} content={content} range={range} />
    </div>
  )
}

/** Which byte the pointer is on: over the hexadecimal text, or over the characters beside it. */
function byteAt(event: PointerEvent | MouseEvent, length: number): number | undefined {
  const target = event.target as Element
  const line = target.closest<HTMLElement>('[data-line]')
  const hex = target.closest<HTMLElement>('.hx')
  const characters = target.closest<HTMLElement>('.as')
  const box = (hex ?? characters)?.getBoundingClientRect()
  if (!line || !box) return undefined
  const column = Math.floor((event.clientX - box.left) / (box.width / Math.max(1, (hex ?? characters)?.textContent.length ?? 1)))
  const within = hex ? byteAtColumn(column) : column
  const byte = within === undefined ? undefined : Number(line.dataset['line']) * HEX_COLUMNS + within
  return byte !== undefined && byte < length ? byte : undefined
}

function HexLine({ index, payload, range }: { index: number; payload: Uint8Array; range: ByteRange | null }) {
  const row = hexRow(payload, index, range)
  return (
    <div class="hr" role="listitem" data-line={index}>
      <span class="of">{row.offset}</span>
      <span class="hx" style={{ width: `${CODE_ADVANCE * (HEX_COLUMNS * 3)}px` }}>
        <span>
          <Pieces pieces={row.hex} />
        </span>
      </span>
      <span class="as">
        <Pieces pieces={row.characters} />
      </span>
    </div>
  )
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return <>{pieces.map((piece, index) => (piece.marked ? <span key={index} class="lk">{piece.text}</span> : piece.text))}</>
}

/** Bytes that are written out before the sentence. */
const WRITTEN = 8

function Meaning({ payload, content, range }: { payload: Uint8Array; content: Content; range: ByteRange | null }) {
  if (!range) return <p class="mean muted">Point at a value, a part or a byte to see it in all three.</p>
  const length = range.end - range.start
  const written = hexText(payload, range.start, Math.min(range.end, range.start + WRITTEN)).replaceAll('  ', ' ')
  return (
    <p class="mean meaning">
      <span class="lk mono">{length > WRITTEN ? `${written} …` : written}</span>
      <span class="words">
        {plural(length, 'byte')}: {endEllipsis(meaningOf(content, range), 160)}
      </span>
    </p>
  )
}

function meaningOf(content: Content, range: ByteRange): string {
  const part = content.parts[partAt(content.parts, range.start)]
  if (part && sameRange(part, range)) return part.meaning
  const node = nodeAround(content.roots, range)
  const parts = content.parts.filter((one) => !one.quiet && covers(range, one)).length
  const words = [node && sameRange(node, range) ? `${node.key === undefined ? '' : `${node.key}, `}${node.label}` : 'part of a value']
  if (parts > 0) words.push(plural(parts, 'part'))
  return words.join(', ')
}
