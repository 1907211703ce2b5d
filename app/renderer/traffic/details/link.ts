/** The range of bytes that decoded value, parts and bytes all show at once: under the pointer, else the chosen one. */
import { computed, signal } from '@preact/signals'
import type { ByteRange } from './hex.ts'

/** Which of the three a link came from: the other two scroll to it. */
export type LinkSource = 'decoded' | 'parts' | 'bytes'

interface Link {
  readonly range: ByteRange
  readonly source: LinkSource
}

const pointed = signal<Link | null>(null)
const chosen = signal<Link | null>(null)

const present = computed<Link | null>(() => pointed.value ?? chosen.value)
export const linked = computed<ByteRange | null>(() => present.value?.range ?? null)
/** The chosen range alone: what the keys go on from. */
export const chosenRange = computed<ByteRange | null>(() => chosen.value?.range ?? null)

/** The range that a pane should bring into view: none while the pointer is in that pane. */
export function rangeToShow(pane: LinkSource): ByteRange | null {
  if (pointed.value?.source === pane) return null
  return linked.value
}

export function point(range: ByteRange | null, source: LinkSource): void {
  if (same(pointed.peek()?.range, range)) return
  pointed.value = range && { range, source }
}

/** Chooses a range; chosen again, it is let go. */
export function choose(range: ByteRange, source: LinkSource): void {
  chosen.value = same(chosen.peek()?.range, range) ? null : { range, source }
}

/** Another frame: nothing is linked. */
export function unlink(): void {
  pointed.value = null
  chosen.value = null
}

function same(a: ByteRange | null | undefined, b: ByteRange | null): boolean {
  return a?.start === b?.start && a?.end === b?.end
}
