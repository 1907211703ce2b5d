/** What the design asks of the colour tokens, as rules that tell every token that breaks one. */
import { contrast, distance, SIGHTS, type Sight } from './sight.ts'

export const THEMES = ['light', 'dark', 'contrast'] as const
export type ThemeName = (typeof THEMES)[number]
/** Colours of one theme by the token's name without its dashes. */
export type Colours = ReadonlyMap<string, string>

/** Colours of the themes, as the style sheet has them. @throws Error where a theme is not there */
export function coloursOf(css: string): Readonly<Record<ThemeName, Colours>> {
  const read = (theme: ThemeName): Colours => {
    const block = new RegExp(String.raw`\[data-theme=${theme}\]\s*\{([^}]*)\}`).exec(css)?.[1]
    if (block === undefined) throw new Error(`the style sheet has no theme “${theme}”`)
    return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]+)\b/gi)].map(([, name = '', value = '']) => [name, value]))
  }
  return { light: read('light'), dark: read('dark'), contrast: read('contrast') }
}

export const PROCESSES = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'] as const
/** Failed, proven, held or waiting: as graphics. */
export const STATES = ['error', 'pass', 'honey-glyph'] as const

const BACKGROUNDS = ['surface', 'desk', 'sunken', 'raised', 'hover', 'selected', 'honey-tint', 'error-tint', 'pass-tint'] as const
const TEXTS = ['ink', 'ink-2', 'ink-3', 'honey-ink', 'error', 'pass', 'kw', 'str', 'com', 'fn'] as const
/** Body text: AAA wherever it stands, but for one pair that the design names. */
const BODY = ['ink', 'ink-2'] as const
const AA = 4.5
const AAA = 7
const GRAPHIC = 3

/** Smallest difference between two process colours. */
const PROCESS_FLOOR: Readonly<Record<ThemeName, number>> = { light: 13, dark: 13, contrast: 11 }
/**
 * Smallest difference between two states. The design asks for none, since a state always has its shape and its word:
 * these keep what there is, so that no change makes one colour of two.
 */
const STATE_FLOOR: Readonly<Record<Sight, number>> = { normal: 25, deuteranopia: 5, protanopia: 10, tritanopia: 10 }

export interface Pair {
  readonly one: string
  readonly other: string
  readonly difference: number
}

/** The two of some colours that are hardest to tell apart. */
export function closest(colours: Colours, names: readonly string[], sight: Sight): Pair {
  const pairs = names.flatMap((one, at) => names.slice(at + 1).map((other) => ({ one, other, difference: distance(sight, colour(colours, one), colour(colours, other)) })))
  const [nearest] = pairs.toSorted((a, b) => a.difference - b.difference)
  if (!nearest) throw new Error('two colours or more are needed to compare')
  return nearest
}

/** What breaks a rule, in words; nothing where all is well. */
export function faultsOf(colours: Colours, theme: ThemeName): string[] {
  const faults: string[] = []
  const asks = (text: string, ground: string, least: number, why: string) => {
    const ratio = stated(contrast(colour(colours, text), colour(colours, ground)))
    if (ratio < least) faults.push(`${theme}: ${text} on ${ground} has ${ratio} : 1; ${why} needs ${least}`)
  }
  for (const ground of BACKGROUNDS) {
    for (const text of TEXTS) asks(text, ground, AA, 'text')
    for (const text of BODY) if (!(theme === 'light' && text === 'ink-2' && ground === 'selected')) asks(text, ground, AAA, 'body text')
    asks('honey-glyph', ground, GRAPHIC, 'a sign')
    if (ground !== 'selected') asks('line-strong', ground, GRAPHIC, 'a line that stands alone')
  }
  asks('on-ink', 'ink', AAA, 'text on a filled button')
  asks('on-honey', 'honey', AAA, 'text on the honey button')
  for (const [at, process] of PROCESSES.entries()) {
    for (const ground of ['surface', 'desk', 'raised']) asks(process, ground, GRAPHIC, 'a process')
    asks(`o${at + 1}`, process, AA, 'a chip’s letter')
  }
  for (const sight of SIGHTS) {
    const tooClose = (names: readonly string[], least: number, what: string) => {
      const { one, other, difference } = closest(colours, names, sight)
      if (stated(difference) < least) faults.push(`${theme}, ${sight}: ${one} and ${other} differ by ${stated(difference)}; ${what} need ${least}`)
    }
    tooClose(PROCESSES, PROCESS_FLOOR[theme], 'processes')
    tooClose(STATES, STATE_FLOOR[sight], 'states')
  }
  return faults
}

/** To one digit, as the design states them: white on Rose is 4.49 there and here. */
function stated(value: number): number {
  return Math.round(value * 10) / 10
}

function colour(colours: Colours, name: string): string {
  const value = colours.get(name)
  if (value === undefined) throw new Error(`the theme has no colour --${name}`)
  return value
}
