/**
 * The line between two parts of the traffic pane. Its place is remembered, as a height or width in pixels.
 * As the splitters between panes: 8 px to grip, arrow keys by 16 px, double click or Home for the usual size.
 */
import type { CSSProperties } from 'preact'
import { changeSettings } from '../keeping.ts'
import { settings } from '../store.ts'
import '../layout/splitter.css'

const STEP = 16

interface Props {
  /** Under which the size is kept. */
  readonly name: string
  /** What it resizes, in words. */
  readonly label: string
  /** `vertical` is a line from top to bottom. */
  readonly orientation: 'vertical' | 'horizontal'
  /** Present size and its bounds, in pixels. */
  readonly value: number
  readonly least: number
  readonly most: number
  /** Whether moving right or down makes the part smaller. */
  readonly reverse?: boolean
  readonly style?: CSSProperties
}

/** The size that was chosen by hand, or undefined. */
export function chosenSize(name: string): number | undefined {
  return settings.value.panes[name]
}

function keepSize(name: string, pixels: number | undefined): void {
  const panes = { ...settings.peek().panes }
  if (pixels === undefined) delete panes[name]
  else panes[name] = Math.round(pixels)
  changeSettings({ panes })
}

export function PaneSplitter({ name, label, orientation, value, least, most, reverse = false, style }: Props) {
  const sign = reverse ? -1 : 1
  const set = (pixels: number) => keepSize(name, Math.max(least, Math.min(most, pixels)))
  const along = (event: PointerEvent) => (orientation === 'vertical' ? event.clientX : event.clientY)
  const down = (event: PointerEvent) => {
    const grip = event.currentTarget as HTMLElement
    if (event.button !== 0) return
    event.preventDefault()
    grip.focus()
    grip.setPointerCapture(event.pointerId)
    const from = along(event)
    const move = (next: PointerEvent) => set(value + sign * (along(next) - from))
    grip.addEventListener('pointermove', move)
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', move), { once: true })
  }
  const key = (event: KeyboardEvent) => {
    const [back, on] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    if (event.key === back) set(value - sign * STEP)
    else if (event.key === on) set(value + sign * STEP)
    else if (event.key === 'Home') keepSize(name, undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      class={`splitter ${orientation}`}
      role="separator"
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={Math.round(least)}
      aria-valuemax={Math.round(most)}
      tabIndex={0}
      style={style}
      title="Drag, or use the arrow keys. Double click for the usual size."
      onPointerDown={down}
      onKeyDown={key}
      onDblClick={() => keepSize(name, undefined)}
    />
  )
}
