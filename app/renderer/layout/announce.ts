/**
 * What is said aloud: polite, gathered, and at most one message a second, so that a busy run does not drown the reader.
 */
import { signal } from '@preact/signals'

/** Text of the live region. */
export const spoken = signal('')

const INTERVAL_MS = 1000
const MOST_AT_ONCE = 3
let waiting: string[] = []
let timer: ReturnType<typeof setTimeout> | undefined
let last = -Infinity

/** Says a sentence as soon as the last one is a second old. */
export function announce(sentence: string): void {
  waiting.push(sentence)
  if (timer !== undefined) return
  timer = setTimeout(say, Math.max(0, last + INTERVAL_MS - performance.now()))
}

function say(): void {
  timer = undefined
  last = performance.now()
  const more = waiting.length - MOST_AT_ONCE
  spoken.value = waiting.slice(0, MOST_AT_ONCE).join(' ') + (more > 0 ? ` And ${more} more.` : '')
  waiting = []
}
