/** One row of the sequence as SVG: an arrow, or the double line of a fold with its pill. */
import { NumberCircle } from '../../explain/number-mark.tsx'
import { GlyphMark } from '../glyphs.tsx'
import { Memo } from '../memo.ts'
import type { FoldDrawing, FrameDrawing, RowDrawing } from './drawing.ts'
import { ARROW_Y, FOLD_Y, LABEL_BASELINE, LATENCY_INSET, NUMBER_BASELINE, NUMBER_X, ROW_HEIGHT } from './geometry.ts'

interface RowProps {
  readonly drawing: RowDrawing
  readonly y: number
  /** Colour under the row: what the open shapes are filled with. */
  readonly ground: string
  readonly dimmed: boolean
  readonly found: boolean
  /** Right edges of the time and of the latency. */
  readonly timeX: number
  readonly edge: number
  /** Whether numbers and latencies stay in view while the lanes scroll sideways under them. */
  readonly sideways: boolean
  /** Numbers of the marks that point at it, as text: `1`, `1 3`. */
  readonly marks: string
}

/** Vertical centre of a fold's pill, 20 px high. */
const PILL_TOP = FOLD_Y - 10

export class SequenceRow extends Memo<RowProps> {
  override render({ drawing, y, ground, dimmed, found, timeX, edge, sideways, marks }: RowProps) {
    return (
      <g transform={`translate(0 ${y})`} class={`seq-row${dimmed ? ' later' : ''}${found ? ' found' : ''}`} data-connection={drawing.kind === 'frame' ? drawing.connection : undefined}>
        <title>{drawing.text}</title>
        {drawing.kind === 'frame' && drawing.held ? <HeldLine drawing={drawing} ground={ground} /> : drawing.kind === 'frame' ? <ArrowLine drawing={drawing} ground={ground} /> : <FoldLine drawing={drawing} />}
        <g class={sideways ? 'stay' : undefined}>
          {sideways && <rect x={0} y={0} width={timeX + 8} height={ROW_HEIGHT} fill={ground} />}
          <text class="nm" x={NUMBER_X} y={NUMBER_BASELINE}>
            {drawing.number}
          </text>
          {drawing.time && (
            <text class="nm r" x={timeX} y={NUMBER_BASELINE}>
              {drawing.time}
            </text>
          )}
        </g>
        {marks === '' && drawing.kind === 'frame' && (drawing.waiting || drawing.latency) && (
          <g class={sideways ? 'stay' : undefined}>
            {sideways && <rect x={edge - 44} y={0} width={44 + LATENCY_INSET} height={ROW_HEIGHT} fill={ground} />}
            {drawing.waiting ? (
              <g transform={`translate(${edge - 7} ${NUMBER_BASELINE - 4})`} class="waiting">
                <GlyphMark name="waiting" size={16} />
              </g>
            ) : (
              <text class="nm r" x={edge} y={NUMBER_BASELINE}>
                {drawing.latency}
              </text>
            )}
          </g>
        )}
        {marks !== '' && (
          <g class={sideways ? 'stay' : undefined}>
            {marks.split(' ').map((number, index, all) => (
              <NumberCircle key={number} number={Number(number)} x={edge - 9 - 22 * (all.length - 1 - index)} y={NUMBER_BASELINE - 4} />
            ))}
          </g>
        )}
      </g>
    )
  }
}

const TONE_CLASS = { plain: 'lb mid', reply: 'lb d mid', error: 'lb e mid', waiting: 'lb h mid' } as const

function ArrowLine({ drawing, ground }: { drawing: FrameDrawing; ground: string }) {
  const { x1, x2, headX, head, colour, dashed, mirrored, direction, label, labelX, crossing, tone } = drawing
  return (
    <>
      <line
        x1={x1}
        x2={x2}
        y1={ARROW_Y}
        y2={ARROW_Y}
        stroke={colour}
        stroke-width={dashed ? 1.5 : 1.9}
        stroke-dasharray={dashed ? '5 3' : undefined}
      />
      {head === 'broken' ? (
        <path
          d="M0 5l5-10m4 1 8 8m0-8-8 8"
          transform={`translate(${headX} ${ARROW_Y}) scale(${direction} 1)`}
          stroke="var(--error)"
          stroke-width="1.75"
          fill="none"
          stroke-linecap="round"
        />
      ) : (
        <g
          transform={`translate(${headX} ${ARROW_Y})${mirrored ? ' scale(-1 1)' : ''}`}
          style={{ color: tone === 'error' ? 'var(--error)' : colour, '--glyph-cut': ground }}
        >
          <circle r="8.6" fill={ground} />
          <GlyphMark name={head} />
        </g>
      )}
      <text class={TONE_CLASS[tone]} x={labelX} y={LABEL_BASELINE} style={crossing ? { stroke: ground, strokeWidth: '5px', paintOrder: 'stroke' } : undefined}>
        {label}
      </text>
    </>
  )
}

/** A dotted line to the gate. */
function HeldLine({ drawing, ground }: { drawing: FrameDrawing; ground: string }) {
  const { x1, x2, headX, colour, direction, label, labelX } = drawing
  return (
    <>
      <line x1={x1} x2={x2} y1={ARROW_Y} y2={ARROW_Y} stroke={colour} stroke-width={2} stroke-dasharray="2 4" stroke-linecap="round" />
      <g transform={`translate(${headX} ${ARROW_Y})`} style={{ color: 'var(--honey-glyph)', '--glyph-cut': ground }}>
        <rect x={-9} y={-9} width={18} height={18} fill={ground} />
        <GlyphMark name="held" size={18} />
      </g>
      <text class="lb h" x={labelX} y={LABEL_BASELINE - 1} text-anchor={direction === 1 ? 'start' : 'end'} style={{ stroke: ground, strokeWidth: '4px', paintOrder: 'stroke' }}>
        {label}
      </text>
    </>
  )
}

function FoldLine({ drawing }: { drawing: FoldDrawing }) {
  const { clientX, serverX, pillX, pillWidth, glyph, label } = drawing
  return (
    <>
      <g stroke="var(--line-strong)" stroke-width="1">
        <line x1={clientX} x2={serverX} y1={FOLD_Y - 2} y2={FOLD_Y - 2} />
        <line x1={clientX} x2={serverX} y1={FOLD_Y + 2} y2={FOLD_Y + 2} />
      </g>
      <circle cx={clientX} cy={FOLD_Y} r="4" fill={drawing.clientColour} />
      <circle cx={serverX} cy={FOLD_Y} r="4" fill={drawing.serverColour} />
      <g class="fold-pill">
        <rect x={pillX} y={PILL_TOP} width={pillWidth} height="20" rx="10" fill="var(--sunken)" stroke="var(--line-2)" />
        <g transform={`translate(${pillX + 13.5} ${FOLD_Y})`} style={{ color: 'var(--ink-2)' }}>
          <GlyphMark name={glyph} size={13} />
        </g>
        <text x={pillX + 24} y={FOLD_Y + 4} class="pill-text">
          {label}
        </text>
        {drawing.open && (
          <path
            d={`m${pillX + pillWidth - 14} ${FOLD_Y - 1.5} 3 3 3-3`}
            fill="none"
            stroke="var(--ink-2)"
            stroke-width="1.4"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        )}
      </g>
    </>
  )
}
