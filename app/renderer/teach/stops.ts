/**
 * A lesson as a talk of three minutes: what to say, and what to do in front of everybody. Of each step its heading with
 * the beginning of its text is said, a list in parts; its block quote, if it has one, is done.
 */
import type { Step } from '../lesson/steps.ts'

export interface Stop {
  readonly kind: 'say' | 'do'
  readonly phase: Step['phase']
  readonly title: string
  /** Markdown. */
  readonly text: string
}

/** How long the whole talk is meant to take, in seconds. */
export const TALK = 180

/** Characters that can be read from afar at once. */
export const READABLE = 360

export function stopsOf(steps: readonly Step[]): Stop[] {
  return steps.flatMap(({ phase, title, text, turn }): Stop[] => {
    const said = saidOf(text).map((part): Stop => ({ kind: 'say', phase, title, text: part }))
    return turn === undefined ? said : [...said, { kind: 'do', phase, title, text: turn }]
  })
}

/** The first paragraph as far as it can be read at once; a list that begins the text, item by item; a table whole. */
function saidOf(text: string): string[] {
  const [first = ''] = text.split(/\n\s*\n/)
  if (first.startsWith('|')) return [first]
  if (/^[*-] /.test(first)) return gather(first.split(/\n(?=[*-] )/), '\n')
  return gather(first.split(/(?<=[.?!:][)*_`]*)\s+(?=[A-Z*`_])/), ' ').slice(0, 1)
}

/** As many parts together as can be read at once. */
function gather(parts: readonly string[], between: string): string[] {
  const gathered: string[] = []
  for (const part of parts) {
    const last = gathered.at(-1)
    if (last !== undefined && last.length + part.length < READABLE) gathered[gathered.length - 1] = last + between + part
    else gathered.push(part)
  }
  return gathered
}
