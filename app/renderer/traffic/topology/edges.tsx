/** Lines of the topology, and the frames on them. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Moment } from 'multiprocessing/inspect'
import { GlyphMark } from '../glyphs.tsx'
import { figure } from '../processes.ts'
import { curve, pathText, pointAt, type Curve, type Edge, type Placed, type PlacedBox, type Point } from './layout.ts'
import type { Label } from './labels.ts'
import { MONO, textWidth } from './text-fit.ts'

export const edgeKey = (process: string, object: string | undefined) => `${process} ${object ?? ''}`

interface ReferencesProps {
  readonly edges: readonly Edge[]
  readonly chosen: string | null
  /** Keys of edges on which somebody waits, and of those that a circle of waiters goes along. */
  readonly waiting: ReadonlySet<string>
  readonly deadlocked: ReadonlySet<string>
  /** Frames a second, where they are too many to be shown one by one. */
  readonly rates: ReadonlyMap<string, number>
}

export function References({ edges, chosen, waiting, deadlocked, rates }: ReferencesProps) {
  return (
    <>
      {edges.map(({ process, object, path }) => {
        const key = edgeKey(process, object)
        const waits = waiting.has(key)
        const dead = deadlocked.has(key)
        const strong = object === chosen || waits || dead
        const rate = rates.get(key)
        const width = (strong ? 2.25 : 1.5) + (rate === undefined ? 0 : Math.min(5, Math.log2(1 + rate) / 2))
        const text = pathText(path)
        const colour = figure(process).colour
        return (
          <g key={key} data-object={object}>
            <path d={text} class="edge-reach" />
            {dead && <path d={text} class="edge-dead" />}
            <path d={text} class={`edge${strong ? ' strong' : ''}${waits ? ' waits' : ''}`} stroke={colour} stroke-width={width} />
          </g>
        )
      })}
    </>
  )
}

/** The ends of references: a dot at the proxy, a diamond at the object. They lie over the boxes. */
export function Ports({ edges }: { edges: readonly Edge[] }) {
  return (
    <>
      {edges.map(({ process, object, path, joined }) => {
        const { colour } = figure(process)
        return (
          <g key={edgeKey(process, object)}>
            <circle cx={path.from.x} cy={path.from.y} r={4} fill={colour} />
            <path class="port" d={`M${path.to.x} ${path.to.y - 5}l5 5-5 5-5-5z`} stroke={joined ? 'var(--ink-2)' : colour} />
          </g>
        )
      })}
    </>
  )
}

/** From head to head: how many connections a process has to a server. */
export function Connections({ placed, present }: { placed: Placed; present: Moment }) {
  const counts = new Map<string, { client: string; listener: string; count: number }>()
  for (const { client, listener } of present.connections) {
    const key = `${client} ${listener}`
    counts.set(key, { client, listener, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return (
    <>
      {[...counts].map(([key, { client, listener, count }]) => {
        const path = headCurve(placed, client, listener)
        if (!path) return null
        const { x, y } = pointAt(path, 0.24)
        return (
          <g key={key} class="connections">
            <path d={pathText(path)} class="connection" stroke={figure(client).colour} />
            <path d={pathText(path)} class="connection-core" />
            <g transform={`translate(${x} ${y})`}>
              <circle r={9} class="connection-count" />
              <text class="count-text num" y={4}>
                {count}
              </text>
            </g>
          </g>
        )
      })}
    </>
  )
}

/** From the head of one box to that of another: what is asked of the server itself goes there. */
export function headCurve(placed: Placed, client: string, server: string): Curve | undefined {
  const from = placed.boxes.find(({ id }) => id === client)
  const to = placed.boxes.find(({ id }) => id === server)
  if (!from || !to || from === to) return undefined
  return facing(from, to, 23)
}

/** From the head of a process to the card of an object that it holds no proxy of. */
export function cardCurve(placed: Placed, process: string, object: string): Curve | undefined {
  const from = placed.boxes.find(({ id }) => id === process)
  const card = placed.boxes.flatMap(({ cards }) => cards).find(({ key }) => key === object)
  return from && card && facing(from, card, card.height / 2)
}

function facing(from: PlacedBox, to: { x: number; y: number; width: number }, down: number): Curve {
  if (from.x < to.x + to.width && to.x < from.x + from.width) {
    // In one column: out on the right and back.
    const start = { x: from.x + from.width, y: from.y + 23 }
    const end = { x: to.x + to.width, y: to.y + down }
    return { from: start, c1: { x: start.x + 48, y: start.y }, c2: { x: end.x + 48, y: end.y }, to: end }
  }
  const onRight = from.x > to.x
  const start: Point = { x: onRight ? from.x : from.x + from.width, y: from.y + 23 }
  return curve(start, { x: onRight ? to.x + to.width : to.x, y: to.y + down })
}

interface LabelProps {
  readonly label: Label
  readonly at: Point
  readonly selected: boolean
  readonly rate: number | undefined
  /** Which step of a circle of waiters it is, from 1. */
  readonly step: number | undefined
}

/** A label that stands on its line. A press selects its frame. */
export function FrameLabel({ label, at, selected, rate, step }: LabelProps) {
  const width = labelWidth(label, rate)
  const text = rate === undefined ? label.text : `${label.text} ${rate}/s`
  return (
    <g class={`frame-label${selected ? ' sel' : ''}${label.glyph === 'error' ? ' failed' : ''}`} transform={`translate(${at.x} ${at.y})`} data-frame={label.frame.number}>
      <title>{`Frame ${label.frame.number}, ${text}${label.waits ? ', waits' : label.glyph === 'held' ? ', held' : ''}${step === undefined ? '' : `, step ${step} of a deadlock`}`}</title>
      <rect x={-width / 2} y={-11} width={width} height={22} rx={11} />
      <g transform={`translate(${-width / 2 + 15} 0)`} style={{ color: label.glyph === 'error' ? 'var(--error)' : label.glyph === 'held' ? 'var(--honey-glyph)' : figure(label.sender).colour, '--glyph-cut': 'var(--raised)' }}>
        <GlyphMark name={label.glyph} size={14} />
      </g>
      <text x={-width / 2 + 27} y={4}>
        {text}
      </text>
      {step !== undefined && (
        <g transform={`translate(${-width / 2 + 2} -10)`}>
          <circle r={8} class="dead-number" />
          <text class="dead-number-text" y={4}>
            {step}
          </text>
        </g>
      )}
    </g>
  )
}

export function labelWidth(label: Label, rate: number | undefined): number {
  return 37 + textWidth(rate === undefined ? label.text : `${label.text} ${rate}/s`, `400 12px ${MONO}`)
}

const TRAVEL_MS = 240
const STEPS = 12

/** A frame on its way, once: from its sender's end of the line to the other. Without motion there is none. */
export function Traveller({ path, back, colour }: { path: Curve; back: boolean; colour: string }) {
  const dot = useRef<SVGGElement>(null)
  useLayoutEffect(() => {
    const element = dot.current
    if (!element || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const places = Array.from({ length: STEPS + 1 }, (_, step) => pointAt(path, back ? 1 - step / STEPS : step / STEPS))
    const moving = element.animate(
      places.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)`, opacity: 1 })),
      { duration: TRAVEL_MS, easing: 'linear' },
    )
    return () => moving.cancel()
    // Once: where it goes does not change while it goes.
  }, [])
  return (
    <g ref={dot} class="traveller" opacity={0} aria-hidden="true">
      <circle r={5} fill={colour} />
    </g>
  )
}
