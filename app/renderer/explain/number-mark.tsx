/** The number of a mark: the same in the card, at the frame and at the line. */
import './explain.css'

export function NumberMark({ number }: { number: number }) {
  return (
    <i class="nb" aria-hidden="true">
      {number}
    </i>
  )
}

/** The same inside an SVG, centred on a point. */
export function NumberCircle({ number, x, y }: { number: number; x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} class="nb-circle">
      <circle r="9" fill="var(--ink)" />
      <text y="4" class="mid">
        {number}
      </text>
    </g>
  )
}
