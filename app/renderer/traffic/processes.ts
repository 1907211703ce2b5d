/** How the processes of a run look in the traffic pane: by id, as the trace names them. */
import { computed } from '@preact/signals'
import { OUTSIDE, type TracedProcess } from 'multiprocessing/inspect'
import { lookOf, type Look } from '../process/look.ts'
import { run } from '../store.ts'

export interface Figure {
  readonly id: string
  /** Undefined for the end of a connection that no traced process has reported. */
  readonly process: TracedProcess | undefined
  /** What of it is shown and changes: the reader changes its objects in place. */
  readonly condition: string
  /** As it is called on screen. */
  readonly label: string
  readonly look: Look
  /** CSS colour of its lines. */
  readonly colour: string
}

function figureOf(id: string, process: TracedProcess | undefined): Figure {
  const label = id === OUTSIDE ? 'outside' : process?.label || id
  const look = lookOf(label)
  const condition = process ? [process.state, process.role, process.code, process.signal].join() : ''
  return { id, process, condition, label, look, colour: process && id !== OUTSIDE ? `var(--p${look.colour})` : 'var(--ink-3)' }
}

let known: ReadonlyMap<string, Figure> = new Map()

/**
 * All processes of the run by id, and the untraced end. The map stays the same object until something on it changes,
 * so that what only depends on looks is not drawn anew at every batch of frames.
 */
export const figures = computed<ReadonlyMap<string, Figure>>(() => {
  const next = new Map<string, Figure>()
  for (const process of run.value?.run.processes.values() ?? []) next.set(process.id, figureOf(process.id, process))
  if (!next.has(OUTSIDE)) next.set(OUTSIDE, figureOf(OUTSIDE, undefined))
  if (!same(next, known)) known = next
  return known
})

function same(a: ReadonlyMap<string, Figure>, b: ReadonlyMap<string, Figure>): boolean {
  if (a.size !== b.size) return false
  for (const [id, one] of a) {
    const other = b.get(id)
    if (!other || other.label !== one.label || other.colour !== one.colour || other.look.role !== one.look.role) return false
    if (other.look.ended !== one.look.ended || other.look.doubled !== one.look.doubled || other.condition !== one.condition) return false
  }
  return true
}

export function figure(id: string): Figure {
  return figures.value.get(id) ?? figureOf(id, undefined)
}

/** A process's name in running text: `server`. */
export function nameOf(id: string): string {
  return figure(id).label
}
