/**
 * The scrubber: every frame of the run as a bar, and a head that stands at one of them or follows the run. A slider;
 * what it does to the panes is in `state.ts`.
 */
import { useComputed, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Frame, Run } from 'multiprocessing/inspect'
import { faults } from '../../breaking/state.ts'
import { heldNow } from '../../hold/state.ts'
import { Icon, type IconName } from '../../icons.tsx'
import { isRunning, run, theme } from '../../store.ts'
import { token } from '../../theme/theme.ts'
import { count, exactTime, spokenTime } from '../format.ts'
import { figures } from '../processes.ts'
import { backToLive, head, playing, scrubBy, scrubByCall, scrubTo } from '../state.ts'
import { barX, Buckets, frameAt, headX } from './buckets.ts'
import { HEIGHT, paint, type Palette } from './paint.ts'
import { usePlayer } from './player.ts'
import './scrubber.css'

/** Buckets of a run, filled as the run grows; a new run starts anew. */
class Counted {
  #run: Run | undefined
  #buckets = new Buckets()

  upTo(run: Run): Buckets {
    if (run !== this.#run || this.#buckets.count > run.frames.length) {
      this.#run = run
      this.#buckets = new Buckets()
    }
    for (let index = this.#buckets.count; index < run.frames.length; index++) {
      const frame = run.frames[index]
      if (frame) this.#buckets.add(frame)
    }
    return this.#buckets
  }
}

/** Reads the tokens of the theme in force; the argument is there to be depended on. */
function paletteOf(themeName: string): Palette {
  const senders = new Map<string, string>()
  for (const [id, one] of figures.value) senders.set(id, token(one.colour.slice(4, -1) as `--${string}`))
  return {
    surface: token('--surface'),
    line: token('--line'),
    quiet: token('--ink-3'),
    quietOpacity: themeName === 'contrast' ? 0.6 : 0.38,
    error: token('--error'),
    sunken: token('--sunken'),
    senders,
  }
}

export function Scrubber() {
  const snapshot = run.value
  const frames = snapshot?.run.frames ?? []
  const at = head.value
  const frame = frames[(at ?? frames.length) - 1]
  const empty = frames.length === 0
  usePlayer()
  return (
    <div class="scrub" role="group" aria-label="Time">
      <div class="ctl">
        <Control name="Previous frame" icon="debug-step-back" disabled={empty} press={() => scrubBy(-1)} title="Previous frame (Alt ←). With Shift, previous call" />
        <Control
          name={playing.value ? 'Pause' : 'Play'}
          icon={playing.value ? 'debug-pause' : 'play'}
          disabled={empty}
          press={() => void (playing.value = !playing.value)}
          title={playing.value ? 'Pause' : 'Play the frames again'}
        />
        <Control name="Next frame" icon="debug-step-over" disabled={empty || at === null} press={() => scrubBy(1)} title="Next frame (Alt →). With Shift, next call" />
      </div>
      <Track />
      <div class="scrub-side">
        {at !== null && (
          <button type="button" class="btn sm" onClick={backToLive}>
            Back to live
          </button>
        )}
        <div class="t num">
          {frame ? (
            <>
              <b>Frame {count(frame.number)}</b>
              {at === null && heldNow.value.length > 0 ? `, ${count(heldNow.value.length)} held` : ` of ${count(frames.length)}`}
              <br />
              {at === null && isRunning.value ? 'live' : exactTime(frame.time)}
            </>
          ) : (
            <span>no frames</span>
          )}
        </div>
      </div>
    </div>
  )
}

interface ControlProps {
  readonly name: string
  readonly icon: IconName
  readonly title: string
  readonly disabled: boolean
  readonly press: () => void
}

function Control({ name, icon, title, disabled, press }: ControlProps) {
  return (
    <button type="button" class="iconbtn" aria-label={name} title={title} disabled={disabled} onClick={press}>
      <Icon name={icon} />
    </button>
  )
}

function Track() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const track = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  const counted = useRef(new Counted())
  const palette = useComputed(() => paletteOf(theme.value))
  const snapshot = run.value
  const frames = snapshot?.run.frames ?? []

  useLayoutEffect(() => {
    const element = track.current
    if (!element) return
    width.value = Math.round(element.clientWidth)
    const observer = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.round(entry.contentRect.width)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [width])

  const pixels = width.value
  const colours = palette.value
  useLayoutEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || pixels === 0) return
    const scale = window.devicePixelRatio
    element.width = Math.round(pixels * scale)
    element.height = Math.round(HEIGHT * scale)
    context.setTransform(scale, 0, 0, scale, 0, 0)
    const buckets = snapshot ? counted.current.upTo(snapshot.run) : new Buckets()
    paint(context, { width: pixels, frames, buckets, palette: colours })
  }, [snapshot, pixels, colours])

  const at = head.value
  const frame = frames[(at ?? frames.length) - 1]
  const x = headX(frames.length === 0 ? null : at, frames.length, pixels)

  const pointTo = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    const number = box && frameAt(event.clientX - box.left, run.peek()?.run.frames.length ?? 0, box.width)
    if (number !== undefined) scrubTo(number)
  }
  const press = (event: PointerEvent) => {
    if (event.button !== 0 || frames.length === 0) return
    playing.value = false
    track.current?.setPointerCapture(event.pointerId)
    pointTo(event)
  }
  const drag = (event: PointerEvent) => {
    if (track.current?.hasPointerCapture(event.pointerId)) pointTo(event)
  }
  const key = (event: KeyboardEvent) => {
    if (!moveByKey(event, frames.length)) return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      class="track"
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Frame"
      aria-valuemin={frames.length === 0 ? 0 : 1}
      aria-valuemax={frames.length}
      aria-valuenow={frame?.number ?? 0}
      aria-valuetext={frame ? `Frame ${frame.number} of ${frames.length}, ${spokenTime(frame.time)}` : 'No frames'}
      aria-disabled={frames.length === 0}
      onPointerDown={press}
      onPointerMove={drag}
      onKeyDown={key}
    >
      <canvas ref={canvas} style={{ width: `${pixels}px`, height: `${HEIGHT}px` }} aria-hidden="true" />
      {frames.length > 0 && pixels > 0 && (
        <svg class="head" width={pixels} height={HEIGHT} aria-hidden="true">
          <Marks pixels={pixels} frames={frames} />
          <rect x={0} y={7} width={Math.max(0, x)} height={26} rx={4} fill="var(--ink)" opacity={0.05} />
          <line x1={x} x2={x} y1={4} y2={36} stroke="var(--ink)" stroke-width={2} />
          <path d={`M${x - 5} 1h10v5l-5 5-5-5z`} fill="var(--ink)" />
        </svg>
      )}
    </div>
  )
}

/** Frames that wait, and what was broken. */
function Marks({ pixels, frames }: { pixels: number; frames: readonly Frame[] }) {
  return (
    <>
      {heldNow.value.map(({ number }) => (
        <rect key={`held ${number}`} class="scrub-held" x={barX(number, frames.length, pixels) - 2} y={21} width={7} height={10} rx={2} />
      ))}
      {faults.value.map(({ number, state, endedAt = 0 }) =>
        state === 'done' ? <path key={`fault ${number}`} class="scrub-fault" d={`M${barX(numberBefore(frames, endedAt), frames.length, pixels) + 1} 9l4 4.5-4 4.5-4-4.5z`} /> : null,
      )}
    </>
  )
}

/** Number of the last frame that was sent before a moment, in microseconds of the run. */
function numberBefore(frames: readonly Frame[], moment: number): number {
  let low = 0
  let high = frames.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((frames[middle]?.time ?? Infinity) <= moment) low = middle + 1
    else high = middle
  }
  return Math.max(1, low)
}

/** Arrow keys go by frames, with Shift by calls; Page keys by a tenth. @returns whether the key meant something */
function moveByKey(event: KeyboardEvent, frames: number): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const step = (by: 1 | -1) => (event.shiftKey ? scrubByCall(by) : scrubBy(by))
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      step(-1)
      return true
    case 'ArrowRight':
    case 'ArrowUp':
      step(1)
      return true
    case 'PageDown':
      scrubBy(-Math.ceil(frames / 10))
      return true
    case 'PageUp':
      scrubBy(Math.ceil(frames / 10))
      return true
    case 'Home':
      scrubTo(1)
      return true
    case 'End':
      backToLive()
      return true
    default:
      return false
  }
}
