/** The line between two panes: 8 px to grip, drag, arrow keys by 16 px, double click or Home for the default. */
import type { CSSProperties } from 'preact'
import { layout, resizePane, type Splitter as SplitterName } from './panes.ts'
import './splitter.css'

const STEP = 16

interface Props {
  readonly name: SplitterName
  /** What it resizes, in words. */
  readonly label: string
  /** `vertical` is a line from top to bottom. */
  readonly orientation: 'vertical' | 'horizontal'
  /** Whether moving right or down makes the pane smaller. */
  readonly reverse?: boolean
  readonly style?: CSSProperties
}

export function Splitter({ name, label, orientation, reverse = false, style }: Props) {
  const value = layout.value[name]
  const sign = reverse ? -1 : 1

  function down(event: PointerEvent) {
    const grip = event.currentTarget as HTMLElement
    if (event.button !== 0) return
    event.preventDefault()
    grip.focus()
    grip.setPointerCapture(event.pointerId)
    const from = orientation === 'vertical' ? event.clientX : event.clientY
    const move = (next: PointerEvent) => {
      const now = orientation === 'vertical' ? next.clientX : next.clientY
      resizePane(name, value + sign * (now - from))
    }
    grip.addEventListener('pointermove', move)
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', move), { once: true })
  }

  function key(event: KeyboardEvent) {
    const back = orientation === 'vertical' ? 'ArrowLeft' : 'ArrowUp'
    const on = orientation === 'vertical' ? 'ArrowRight' : 'ArrowDown'
    if (event.key === back) resizePane(name, value - sign * STEP)
    else if (event.key === on) resizePane(name, value + sign * STEP)
    else if (event.key === 'Home') resizePane(name, undefined)
    else return
    event.preventDefault()
  }

  return (
    <div
      class={`splitter ${orientation}`}
      role="separator"
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={Math.round(value)}
      tabIndex={0}
      style={style}
      title="Drag, or use the arrow keys. Double click for the usual size."
      onPointerDown={down}
      onDblClick={() => resizePane(name, undefined)}
      onKeyDown={key}
    />
  )
}
