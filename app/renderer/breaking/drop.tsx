/** Where a dragged card would fall: the process whose lane or box is under the pointer, or the connection of an arrow. */
import { signal } from '@preact/signals'
import { needsFrames } from '../../director/fault-words.ts'
import { attempt } from '../commands.ts'
import { run } from '../store.ts'
import { dragged, play, targetsOf, type Target } from './state.ts'

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
/** What is outlined, in pixels of the stage. */
const outline = signal<Box | null>(null)

/** A lane takes what falls this near to it. */
const REACH = 52

interface Fall {
  readonly target: Target
  readonly box: DOMRect
}

function fallOf(event: DragEvent): Fall | undefined {
  const fault = dragged.peek()
  if (fault === null || !(event.target instanceof Element)) return undefined
  const targets = targetsOf(fault)
  const byProcess = (id: string | undefined) => {
    const label = run.peek()?.run.processes.get(id ?? '')?.label
    return targets.find(({ target, connection }) => connection === undefined && (target === id || target === label))
  }
  const row = needsFrames(fault) ? rowUnder(event) : undefined
  if (row) {
    const number = row.dataset['connection']
    const target = targets.find(({ detail }) => detail === `connection ${number}`)
    if (target) return { target, box: row.getBoundingClientRect() }
  }
  const box = event.target.closest<SVGElement | HTMLElement>('[data-process]')
  const direct = box && byProcess(box.dataset['process'])
  if (box && direct && !box.classList.contains('lane')) return { target: direct, box: (box.closest('.topo-node') ?? box).getBoundingClientRect() }
  const view = event.target.closest('.view-sequence')
  if (!view) return undefined
  let nearest: { readonly lane: HTMLElement; readonly away: number } | undefined
  for (const lane of view.querySelectorAll<HTMLElement>('.lane[data-process]')) {
    const { left, width } = lane.getBoundingClientRect()
    const away = Math.abs(left + width / 2 - event.clientX)
    if (away <= REACH && (nearest === undefined || away < nearest.away)) nearest = { lane, away }
  }
  const target = nearest && byProcess(nearest.lane.dataset['process'])
  if (!nearest || !target) return undefined
  const head = nearest.lane.getBoundingClientRect()
  const area = view.getBoundingClientRect()
  return { target, box: new DOMRect(head.left - 4, area.top + 2, head.width + 8, area.height - 4) }
}

/** The arrow that the pointer is at: anywhere between its lanes, not just on the line. */
function rowUnder(event: DragEvent): SVGGElement | undefined {
  const view = event.target instanceof Element ? event.target.closest('.view-sequence') : null
  return [...(view?.querySelectorAll<SVGGElement>('.seq-row[data-connection]') ?? [])].find((row) => {
    const { left, right, top, bottom } = row.getBoundingClientRect()
    return event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom
  })
}

/** Handlers for the stage on which cards fall. */
export const dropHandlers = {
  onDragOver(event: DragEvent): void {
    const stage = event.currentTarget as HTMLElement
    const fall = fallOf(event)
    if (!fall) {
      outline.value = null
      return
    }
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
    const own = stage.getBoundingClientRect()
    const { left, top, width, height } = fall.box
    outline.value = { left: left - own.left, top: top - own.top, width, height }
  },
  onDragLeave(event: DragEvent): void {
    // Not every browser says where the pointer goes: what counts is whether it is out.
    const { left, right, top, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    if (event.clientX <= left || event.clientX >= right || event.clientY <= top || event.clientY >= bottom) outline.value = null
  },
  onDrop(event: DragEvent): void {
    const fall = fallOf(event)
    const fault = dragged.peek()
    outline.value = null
    dragged.value = null
    if (!fall || fault === null) return
    event.preventDefault()
    event.stopPropagation()
    attempt(() => play(fault, fall.target))
  },
}

export function DropOutline() {
  const box = outline.value
  if (box === null || dragged.value === null) return null
  return <div class="drop-outline" style={{ left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` }} />
}
