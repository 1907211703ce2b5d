/**
 * Bars between a request and its answer: on the server's lane in the caller's colour, and, where the caller had to wait,
 * hatched on its own lane. Open at the end as long as no answer has come.
 */
import { figures } from '../processes.ts'
import type { CallSpan } from '../row-list.ts'
import { BAR_HALF, laySpan, placeOffset, placeSpans, type LaneLayout, type SpanBox } from './geometry.ts'

/** An answer that took as long as this, while other things happened, was waited for. In microseconds. */
const WAITED = 20_000

interface Props {
  readonly spans: readonly CallSpan[]
  readonly layout: LaneLayout
  readonly window: { readonly first: number; readonly last: number }
  readonly count: number
  /** Top of the drawing within the whole. */
  readonly top: number
  /** Number of the last frame that has happened, as the scrubber stands. */
  readonly upTo: number
}

export function Bars({ spans, layout, window, count, top, upTo }: Props) {
  const places = placesByLane(spans)
  const colourOf = (process: string) => figures.value.get(process)?.colour ?? 'var(--ink-3)'
  return (
    <>
      <defs>
        {[...new Set(spans.filter(isWait).map(({ request }) => request.from))].map((process) => (
          <pattern key={process} id={hatchId(process)} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill={colourOf(process)} opacity=".16" />
            <rect width="2.4" height="6" fill={colourOf(process)} opacity=".75" />
          </pattern>
        ))}
      </defs>
      {spans.map((span, index) => {
        const box = laySpan(span, window, count)
        const server = layout.x.get(span.request.connection.listener)
        const caller = layout.x.get(span.request.from)
        if (!box || server === undefined || caller === undefined) return null
        const colour = colourOf(span.request.from)
        const y = box.y - top
        return (
          <g key={span.request.number} class={span.request.number > upTo ? 'later' : undefined}>
            {span.last !== undefined && !span.abandoned && (
              <Call x={server + placeOffset(places[index] ?? 0)} y={y} height={box.height} colour={colour} />
            )}
            {isWait(span) && <Wait x={caller} y={y} box={box} colour={colour} fill={`url(#${hatchId(span.request.from)})`} abandoned={span.abandoned} />}
          </g>
        )
      })}
    </>
  )
}

function isWait({ request, first, last, abandoned }: CallSpan): boolean {
  if (last === undefined || abandoned) return true
  return last - first > 1 && (request.pair?.latency ?? 0) >= WAITED
}

const hatchId = (process: string) => `hatch-${process.replace(/[^\w-]/g, '_')}`

function Call({ x, y, height, colour }: { x: number; y: number; height: number; colour: string }) {
  const box = { x: x - BAR_HALF, y, width: BAR_HALF * 2, height, rx: 2 }
  return (
    <>
      <rect {...box} fill="var(--surface)" />
      <rect {...box} fill={colour} fill-opacity={0.28} stroke={colour} stroke-width={1} />
    </>
  )
}

interface WaitProps {
  readonly x: number
  readonly y: number
  readonly box: SpanBox
  readonly colour: string
  readonly fill: string
  readonly abandoned: boolean
}

function Wait({ x, y, box, colour, fill, abandoned }: WaitProps) {
  const left = x - BAR_HALF
  const width = BAR_HALF * 2
  const height = Math.max(box.height, 10)
  return (
    <>
      <rect x={left} y={y} width={width} height={height} fill="var(--surface)" />
      <rect x={left} y={y} width={width} height={height} fill={fill} />
      <path d={`M${left} ${y + height}V${y}h${width}V${y + height}${box.closed ? 'z' : ''}`} fill="none" stroke={colour} stroke-width={1.5} />
      {abandoned && box.closed && (
        <path d={`m${x - 4} ${y + height + 3} 8 8m0-8-8 8`} fill="none" stroke="var(--error)" stroke-width={1.75} stroke-linecap="round" />
      )}
    </>
  )
}

/** Place of each span beside the others on the same server's lane. */
function placesByLane(spans: readonly CallSpan[]): number[] {
  const places: number[] = []
  const lanes = new Map<string, number[]>()
  spans.forEach(({ request }, index) => {
    const lane = request.connection.listener
    lanes.set(lane, [...(lanes.get(lane) ?? []), index])
  })
  for (const indexes of lanes.values()) {
    const found = placeSpans(indexes.flatMap((index) => spans[index] ?? []))
    indexes.forEach((index, order) => (places[index] = found[order] ?? 0))
  }
  return places
}
