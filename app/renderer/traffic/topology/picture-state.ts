/** What a person has chosen for the topology: what is drawn, and how large. */
import { signal } from '@preact/signals'

export const showReferences = signal(true)
export const showConnections = signal(false)

export const ZOOM_STEPS = [0.4, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2] as const
export const zoom = signal(1)
/** Counts the wishes to see all of it. */
export const fitWishes = signal(0)

export function zoomBy(steps: 1 | -1): void {
  const now = zoom.peek()
  const next = steps > 0 ? ZOOM_STEPS.find((one) => one > now + 0.001) : ZOOM_STEPS.findLast((one) => one < now - 0.001)
  if (next !== undefined) zoom.value = next
}

export function zoomTo(value: number): void {
  zoom.value = Math.max(ZOOM_STEPS[0], Math.min(2, value))
}
