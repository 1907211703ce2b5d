/** An object of a server in the topology: name, references, value, who holds it, who waits. */
import { shortIdent, type ObjectAt } from 'multiprocessing/inspect'
import { GlyphMark, type GlyphName } from '../glyphs.tsx'
import { markWords, saysOf, titleOf, variableOf, waitWords } from '../moment/object-facts.ts'
import { figure } from '../processes.ts'
import { ChipMark } from './chip-mark.tsx'
import type { Box, CardSize } from './layout.ts'
import { fitText, MONO, textWidth, UI } from './text-fit.ts'
import { objectWords } from './words.ts'

interface Props {
  readonly box: Box
  readonly size: CardSize
  readonly object: ObjectAt
  readonly chosen: boolean
  readonly deadlocked: boolean
}

const PAD = 14
const NAME = `600 13px ${MONO}`

export function ObjectCard({ box, size, object, chosen, deadlocked }: Props) {
  const classes = ['topo-card', size, chosen && 'sel', object.state === 'kept' && 'kept', deadlocked && 'dead'].filter(Boolean).join(' ')
  const inset = chosen ? 0 : 0.5
  return (
    <g class={classes} data-object={object.key} transform={`translate(${box.x} ${box.y})`}>
      <title>{objectWords(object)}</title>
      <rect class="card-ground" x={inset} y={inset} width={box.width - 2 * inset} height={box.height - 2 * inset} rx={8} />
      {size === 'brief' ? <Brief box={box} object={object} deadlocked={deadlocked} /> : <Lines box={box} size={size} object={object} deadlocked={deadlocked} />}
    </g>
  )
}

interface PartProps {
  readonly box: Box
  readonly object: ObjectAt
  readonly deadlocked: boolean
}

function Lines({ box, size, object, deadlocked }: PartProps & { readonly size: CardSize }) {
  const inner = box.width - 2 * PAD
  const counted = countWidth(object.refcount)
  const says = saysOf(object)
  const full = size === 'full'
  const name = fitText(titleOf(object), inner - counted - 8, NAME)
  const middleType = full || variableOf(object) === undefined ? '' : fitText(object.typeid, inner - counted - 16 - textWidth(name, NAME), `400 11px ${UI}`)
  return (
    <>
      <text class="card-name" x={PAD} y={full ? 24 : 21}>
        {name}
      </text>
      {middleType !== '' && (
        <text class="card-type small" x={PAD + textWidth(name, NAME) + 8} y={21}>
          {middleType}
        </text>
      )}
      <Count value={object.refcount} right={box.width - PAD} y={full ? 19 : 16.5} />
      {full && (
        <>
          <text class="card-type" x={PAD} y={43}>
            {variableOf(object) === undefined ? (object.type ?? '') : fitText(object.typeid, inner - 8 - textWidth(shortIdent(object.ident), `400 11px ${MONO}`), `400 12px ${UI}`)}
          </text>
          <text class="card-ident" x={box.width - PAD} y={43}>
            {shortIdent(object.ident)}
          </text>
        </>
      )}
      {says !== undefined && (
        <text class="card-says" x={PAD} y={full ? 66 : 41}>
          {fitText(says, inner, `400 12px ${MONO}`)}
        </text>
      )}
      {says === undefined && !full && (
        <text class="card-ident start" x={PAD} y={41}>
          {shortIdent(object.ident)}
        </text>
      )}
      <Foot box={box} object={object} y={full ? 92 : 64} deadlocked={deadlocked} />
    </>
  )
}

/** Who holds it, and what is the matter with it. */
function Foot({ box, object, y, deadlocked }: PartProps & { readonly y: number }) {
  const note = noteOf(object, deadlocked)
  const holders = [...object.holders.keys()]
  const noteWidth = note ? textWidth(note.text, `400 11px ${UI}`) + (note.glyph ? 21 : 0) : 0
  const room = box.width - 2 * PAD - noteWidth - 8
  const most = Math.max(1, Math.floor((room + 5) / 21))
  const shown = holders.length > most ? holders.slice(0, Math.max(1, most - 1)) : holders
  return (
    <>
      {shown.map((id, index) => (
        <ChipMark key={id} look={figure(id).look} x={PAD + index * 21} y={y} />
      ))}
      {shown.length < holders.length && (
        <text class="card-ident start" x={PAD + shown.length * 21} y={y + 4}>
          +{holders.length - shown.length}
        </text>
      )}
      {note && <Note note={note} right={box.width - PAD} y={y} />}
    </>
  )
}

function Brief({ box, object, deadlocked }: PartProps) {
  const counted = countWidth(object.refcount)
  const note = noteOf(object, deadlocked)
  const right = box.width - 10 - counted - (note?.glyph ? 22 : 6)
  const name = fitText(titleOf(object), right - 12, NAME)
  const after = 12 + textWidth(name, NAME) + 8
  const detail = saysOf(object) ?? (variableOf(object) === undefined ? shortIdent(object.ident) : object.typeid)
  const shown = fitText(detail, right - after, `400 11px ${UI}`)
  return (
    <>
      <text class="card-name" x={12} y={20.5}>
        {name}
      </text>
      {shown.length > 2 && (
        <text class="card-type small" x={after} y={20.5}>
          {shown}
        </text>
      )}
      {note?.glyph && (
        <g class={`topo-glyph ${note.tone}`} transform={`translate(${box.width - 10 - counted - 12} 16)`}>
          <GlyphMark name={note.glyph} size={14} />
        </g>
      )}
      <Count value={object.refcount} right={box.width - 10} y={16} />
    </>
  )
}

interface NoteText {
  readonly glyph: GlyphName | undefined
  readonly tone: 'err' | 'hon' | ''
  readonly text: string
}

/** What is the matter with an object, the worst first. */
function noteOf(object: ObjectAt, deadlocked: boolean): NoteText | undefined {
  if (deadlocked) return { glyph: 'error', tone: 'err', text: 'deadlock' }
  const mark = object.marks[0]
  if (mark) {
    const going = mark.kind === 'manager going away'
    return { glyph: going ? 'waiting' : 'error', tone: going ? 'hon' : 'err', text: markWords(mark) }
  }
  const waits = waitWords(object)
  if (waits !== undefined) return { glyph: 'waiting', tone: 'hon', text: waits }
  if (object.state === 'kept') return { glyph: undefined, tone: '', text: 'kept by the server' }
  if (object.refcount === 1 && object.holders.size === 1) return { glyph: undefined, tone: '', text: 'last holder' }
  return undefined
}

function Note({ note, right, y }: { note: NoteText; right: number; y: number }) {
  const width = textWidth(note.text, `400 11px ${UI}`)
  return (
    <>
      {note.glyph && (
        <g class={`topo-glyph ${note.tone}`} transform={`translate(${right - width - 13} ${y})`}>
          <GlyphMark name={note.glyph} size={16} />
        </g>
      )}
      <text class={`card-note ${note.tone}`} x={right} y={y + 4}>
        {note.text}
      </text>
    </>
  )
}

const countWidth = (value: number) => Math.max(20, 15 + String(value).length * 7)

/** The reference count, in its pill. */
function Count({ value, right, y }: { value: number; right: number; y: number }) {
  const width = countWidth(value)
  return (
    <>
      <rect class="count" x={right - width + 0.75} y={y - 8.75} width={width - 1.5} height={17.5} rx={8} />
      <text class="count-text num" x={right - width / 2} y={y + 4}>
        {value}
      </text>
    </>
  )
}
