/** The chip of a process inside an SVG: the same shapes, colours and letters as `process/chip.tsx` in HTML. */
import type { Look } from '../../process/look.ts'

interface Props {
  readonly look: Look
  /** Left edge and vertical middle. */
  readonly x: number
  readonly y: number
  readonly size?: number
  readonly ended?: boolean
}

export function ChipMark({ look, x, y, size = 16, ended = false }: Props) {
  const colour = `var(--p${look.colour})`
  const half = size / 2
  const paint = ended ? { fill: 'none', stroke: colour, 'stroke-width': 1.5 } : { fill: colour }
  const inset = ended ? 0.75 : 0
  return (
    <g transform={`translate(${x + half} ${y})`}>
      {look.doubled && <circle r={half + 2} fill="none" stroke={colour} stroke-width={1} />}
      {look.role === 'server' && <rect x={-half + inset} y={-half + inset} width={size - 2 * inset} height={size - 2 * inset} rx={size > 18 ? 6 : 4} {...paint} />}
      {look.role === 'client' && <circle r={half - inset} {...paint} />}
      {look.role === 'worker' && <path d={hexagon(half - inset)} stroke-linejoin="round" {...paint} />}
      <text class="chip-letter" y={size > 18 ? 4.2 : 3.6} style={{ fontSize: size > 18 ? '12px' : '10px', fill: ended ? colour : `var(--o${look.colour})` }}>
        {look.letter}
      </text>
    </g>
  )
}

function hexagon(half: number): string {
  const tall = half * 1.06
  return `M0 ${-tall}L${half} ${-tall / 2}V${tall / 2}L0 ${tall}L${-half} ${tall / 2}V${-tall / 2}z`
}
