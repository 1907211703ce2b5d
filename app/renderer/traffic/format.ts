/**
 * Moments and sizes as the traffic pane writes them, for eyes and in words for screen readers. What the command line
 * writes as well (durations, idents) is in `multiprocessing/inspect`.
 */
const grouped = new Intl.NumberFormat('en-GB')

/** `12,400` */
export function count(value: number): string {
  return value < 1000 ? String(value) : grouped.format(value)
}

/** `1 frame`, `8 frames` */
export function plural(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`
}

/** A moment of the run, from microseconds, in seven characters or less: `0.4 ms`, `412 ms`, `1.118 s`, `34.44 s`. */
export function time(microseconds: number): string {
  if (microseconds < 9_950) return `${(microseconds / 1000).toFixed(1)} ms`
  if (microseconds < 999_500) return `${Math.round(microseconds / 1000)} ms`
  const seconds = microseconds / 1_000_000
  return `${seconds.toFixed(seconds < 9.9995 ? 3 : seconds < 99.995 ? 2 : seconds < 999.95 ? 1 : 0)} s`
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

/** A duration in words, as a screen reader should say it: `90 microseconds`. */
export function spokenTime(microseconds: number): string {
  if (microseconds < 999.5) return spoken(Math.round(microseconds), 'microsecond')
  if (microseconds < 999_500) return spoken(Math.round(microseconds / 1000), 'millisecond')
  return spoken(Number((microseconds / 1_000_000).toFixed(2)), 'second')
}

function spoken(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? '' : 's'}`
}

/** `301 B`, `12,400 B` */
export function bytes(value: number): string {
  return `${count(value)} B`
}
