/** How the inspector writes numbers and names. One way for the app, the lessons and the command line. */
import { OUTSIDE } from './run.ts'
import type { FrameKind, Run } from './run.ts'

/** Milliseconds since the run's start with one decimal, as in the frames table: `438.1`. */
export function formatTime(microseconds: number): string {
  return (microseconds / 1000).toFixed(1)
}

/** `38 µs`, `0.3 ms`, `41 ms`, `1.20 s`. Below a hundred microseconds in those, else in two digits that matter. */
export function formatDuration(microseconds: number): string {
  if (microseconds < 100) return `${Math.round(microseconds)} µs`
  if (microseconds < 9_950) return `${(microseconds / 1000).toFixed(1)} ms`
  if (microseconds < 999_500) return `${Math.round(microseconds / 1000)} ms`
  return `${(microseconds / 1_000_000).toFixed(2)} s`
}

/** The same in words: `90 microseconds`, `1.3 milliseconds`. */
export function durationWords(microseconds: number): string {
  const words = formatDuration(microseconds).split(' ')
  const unit = { µs: 'microsecond', ms: 'millisecond', s: 'second' }[words[1]!]!
  return `${words[0]!} ${unit}${words[0] === '1' ? '' : 's'}`
}

/** `301 B`, `12.4 kB`, `1.6 MB`. */
export function formatBytes(count: number): string {
  if (count < 1000) return `${count} B`
  return count < 999_950 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`
}

/**
 * An ident as it stands in narrow places: `7f…2b90`; where there is room, `7f3a…2b90`. Idents are addresses of one
 * process, which begin alike: without its end nobody could tell two apart.
 */
export function shortIdent(ident: string, roomy = false): string {
  const kept = roomy ? 4 : 2
  return ident.length <= kept + 5 ? ident : `${ident.slice(0, kept)}…${ident.slice(-4)}`
}

/** `visitor`, or `outside`; for a process that the run does not know, its id. */
export function processLabel(run: Pick<Run, 'processes'>, id: string): string {
  return run.processes.get(id)?.label ?? (id === OUTSIDE ? OUTSIDE : id)
}

/** `two`, `16`: numbers up to twelve in words, as the beginning of a sentence would have them without capital. */
export function countWord(count: number): string {
  return COUNTS[count] ?? String(count)
}

const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]!}`
}

/** `garden.ts:10`, without the folder. */
export function formatSource(source: { readonly file: string; readonly line: number }): string {
  return `${source.file.slice(Math.max(source.file.lastIndexOf('/'), source.file.lastIndexOf('\\')) + 1)}:${source.line}`
}

/** A kind as it stands on the wire. */
export function kindText(kind: FrameKind): string {
  switch (kind) {
    case 'challenge':
      return '#CHALLENGE#'
    case 'welcome':
      return '#WELCOME#'
    case 'failure':
      return '#FAILURE#'
    default:
      return kind
  }
}
