/** Draws the scrubber's bars on a canvas. Colours come from the tokens, so every theme is drawn alike. */
import type { Frame } from 'multiprocessing/inspect'
import { BARS, barKind, barWidth, barX, type Bucket, type Buckets } from './buckets.ts'

/** Height of the drawing; the track lies inside. */
export const HEIGHT = 40
const TRACK = { top: 7, height: 26 }
/** Bottom of every bar, and how high each kind stands. */
const FLOOR = 31
const HEIGHTS = { handshake: 9, frame: 17, error: 19 } as const
/** Error marks closer than this become one. */
const MARK_DISTANCE = 11

/** The tokens that the drawing needs, resolved for the theme in force. */
export interface Palette {
  readonly surface: string
  readonly line: string
  readonly quiet: string
  readonly quietOpacity: number
  readonly error: string
  readonly sunken: string
  /** By process id. */
  readonly senders: ReadonlyMap<string, string>
}

export interface Picture {
  readonly width: number
  readonly frames: readonly Frame[]
  readonly buckets: Buckets
  readonly palette: Palette
}

/** Paints everything but the head. The context is scaled so that one unit is one CSS pixel. */
export function paint(context: CanvasRenderingContext2D, picture: Picture): void {
  const { width, palette } = picture
  context.clearRect(0, 0, width, HEIGHT)
  context.beginPath()
  context.roundRect(0.5, TRACK.top + 0.5, width - 1, TRACK.height - 1, 4)
  context.fillStyle = palette.surface
  context.fill()
  context.strokeStyle = palette.line
  context.stroke()
  const errors = picture.frames.length <= BARS ? paintBars(context, picture) : paintHistogram(context, picture)
  paintErrors(context, errors, palette)
}

/** One bar a frame. @returns where errors are */
function paintBars(context: CanvasRenderingContext2D, { width, frames, palette }: Picture): number[] {
  const errors: number[] = []
  const bar = barWidth(frames.length, width)
  // Where bars would overlap, the ones that say more are drawn last.
  for (const wanted of ['handshake', 'frame'] as const) {
    frames.forEach((frame, index) => {
      const kind = barKind(frame)
      if (kind === 'error' && wanted === 'frame') errors.push(barX(index + 1, frames.length, width))
      if (kind !== wanted) return
      const x = barX(index + 1, frames.length, width)
      if (kind === 'handshake') fillQuiet(context, palette, x, FLOOR - HEIGHTS.handshake, Math.min(2, bar), HEIGHTS.handshake)
      else fill(context, palette.senders.get(frame.from) ?? palette.quiet, x, FLOOR - HEIGHTS.frame, bar, HEIGHTS.frame)
    })
  }
  return errors
}

/** Columns of 2 px: below the part of handshakes, above it the others in the colours of their senders. */
function paintHistogram(context: CanvasRenderingContext2D, { width, buckets, palette }: Picture): number[] {
  const errors: number[] = []
  const columns = Math.max(1, Math.floor((width - 8) / 3))
  const step = (width - 8) / columns
  buckets.columns(columns).forEach((column, index) => {
    if (column.frames === 0) return
    const x = 3 + index * step
    let floor = FLOOR
    const quiet = (HEIGHTS.frame * column.handshakes) / column.frames
    if (quiet > 0) fillQuiet(context, palette, x, floor - quiet, 2, quiet)
    floor -= quiet
    for (const [sender, frames] of byFrames(column)) {
      const height = (HEIGHTS.frame * frames) / column.frames
      fill(context, palette.senders.get(sender) ?? palette.quiet, x, floor - height, 2, height)
      floor -= height
    }
    if (column.errors > 0) errors.push(x)
  })
  return errors
}

/** Senders in one order for all columns, so that a colour keeps its place. */
function byFrames(column: Bucket): [string, number][] {
  return [...column.senders].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A bar and an octagon for each error; octagons that would cover each other become one. */
function paintErrors(context: CanvasRenderingContext2D, places: readonly number[], palette: Palette): void {
  let marked = Number.NEGATIVE_INFINITY
  for (const x of places) {
    fill(context, palette.error, x, FLOOR - HEIGHTS.error, 2.2, HEIGHTS.error)
    if (x - marked < MARK_DISTANCE) continue
    marked = x
    octagon(context, x + 1.1, 9.8, palette)
  }
}

function octagon(context: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  const [near, far] = [2, 4.8]
  context.beginPath()
  context.moveTo(x - near, y - far)
  for (const [dx, dy] of [[near, -far], [far, -near], [far, near], [near, far], [-near, far], [-far, near], [-far, -near]] as const) {
    context.lineTo(x + dx, y + dy)
  }
  context.closePath()
  context.fillStyle = palette.error
  context.fill()
  context.strokeStyle = palette.sunken
  context.lineWidth = 1
  context.stroke()
}

function fill(context: CanvasRenderingContext2D, colour: string, x: number, y: number, width: number, height: number): void {
  context.fillStyle = colour
  context.fillRect(x, y, width, height)
}

function fillQuiet(context: CanvasRenderingContext2D, palette: Palette, x: number, y: number, width: number, height: number): void {
  context.globalAlpha = palette.quietOpacity
  fill(context, palette.quiet, x, y, width, height)
  context.globalAlpha = 1
}
