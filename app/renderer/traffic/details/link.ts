/** The range of bytes that decoded value, parts and bytes all show at once: under the pointer, else the chosen one. */
import { computed, signal } from '@preact/signals'
import type { ByteRange } from './hex.ts'

const pointed = signal<ByteRange | null>(null)
const chosen = signal<ByteRange | null>(null)

export const linked = computed<ByteRange | null>(() => pointed.value ?? chosen.value)
/** The chosen one alone: lists scroll to it, they do not run after the pointer. */
export const chosenRange = computed(() => chosen.value)

export function point(range: ByteRange | null): void {
  const before = pointed.peek()
  if (before?.start !== range?.start || before?.end !== range?.end) pointed.value = range
}

export function choose(range: ByteRange | null): void {
  const before = chosen.peek()
  chosen.value = before !== null && before.start === range?.start && before.end === range.end ? null : range
}

/** Another frame: nothing is linked. */
export function unlink(): void {
  pointed.value = null
  chosen.value = null
}
