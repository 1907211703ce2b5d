/** Times, latencies and sizes as they are written: for eyes, and in words for screen readers. */
import { LONG_HEADER_SIZE, SHORT_HEADER_SIZE, SHORT_LENGTH_LIMIT } from 'multiprocessing/protocol'

const grouped = new Intl.NumberFormat('en-GB')

/** `12,400` */
export function count(value: number): string {
  return value < 1000 ? String(value) : grouped.format(value)
}

/** `1 frame`, `8 frames` */
export function plural(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`
}

/** A moment of the run, from microseconds: `0.4 ms`, `412 ms`, `1.118 s`. */
export function time(microseconds: number): string {
  if (microseconds < 9_950) return `${(microseconds / 1000).toFixed(1)} ms`
  if (microseconds < 999_500) return `${Math.round(microseconds / 1000)} ms`
  return `${(microseconds / 1_000_000).toFixed(microseconds < 100_000_000 ? 3 : 1)} s`
}

/** The same to a tenth of a millisecond, as at the scrubber: `440.3 ms`. */
export function exactTime(microseconds: number): string {
  return microseconds < 999_950 ? `${(microseconds / 1000).toFixed(1)} ms` : `${(microseconds / 1_000_000).toFixed(3)} s`
}

/** Milliseconds without their unit, for a column that says it: `432.1`. */
export function milliseconds(microseconds: number): string {
  const text = (microseconds / 1000).toFixed(1)
  return text.length <= 6 ? text : `${count(Math.floor(microseconds / 1000))}.${text.at(-1)}`
}

/** How long an answer took: `41 µs`, `0.3 ms`, `12 ms`, `1.20 s`. */
export function latency(microseconds: number): string {
  if (microseconds < 99.5) return `${Math.round(microseconds)} µs`
  if (microseconds < 9_950) return `${(microseconds / 1000).toFixed(1)} ms`
  if (microseconds < 999_500) return `${Math.round(microseconds / 1000)} ms`
  return `${(microseconds / 1_000_000).toFixed(2)} s`
}

/** A duration in words, as a screen reader should say it: `90 microseconds`. */
export function spokenTime(microseconds: number): string {
  if (microseconds < 999.5) return spoken(Math.round(microseconds), 'microsecond')
  if (microseconds < 999_500) return spoken(Math.round(microseconds / 1000), 'millisecond')
  return spoken(Number((microseconds / 1_000_000).toFixed(2)), 'second')
}

function spoken(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`
}

/** Bytes that a payload takes on the wire, its header included. */
export function wireSize(payload: number): number {
  return payload + (payload <= SHORT_LENGTH_LIMIT ? SHORT_HEADER_SIZE : LONG_HEADER_SIZE)
}

/** `301 B`, `12,400 B` */
export function bytes(value: number): string {
  return `${count(value)} B`
}

/** The beginning of an ident, enough to tell objects of one run apart: `7f3a…`. */
export function shortIdent(ident: string): string {
  return ident.length <= 5 ? ident : `${ident.slice(0, 4)}…`
}

/** Beginning and end of an ident: `7f3a…2b90`. */
export function longIdent(ident: string): string {
  return ident.length <= 9 ? ident : `${ident.slice(0, 4)}…${ident.slice(-4)}`
}
