/**
 * Where the panes are, as a function of the window's size and what the person wants. Pure: pixels in, pixels out.
 *
 * Collapses in this order when there is no room: second editor group, terminals to their tab strip, lesson to the rail,
 * editor and traffic to two pages.
 */

export const APP_BAR = 44
export const STATUS_BAR = 28
export const RAIL = 52
/** A pane's header: tab strip or tool bar. */
export const STRIP = 36
/** Right margin of the work surface and its two edges. */
const AROUND = 8 + 2
export const LEAST = { lesson: 280, editor: 400, group: 120, terminals: 96, traffic: 440 } as const

export interface Wishes {
  /** Sizes chosen by hand, in pixels; undefined means the default of this window size. */
  readonly lesson: number | undefined
  readonly editor: number | undefined
  /** Height of the upper editor group, its tabs not counted. */
  readonly upper: number | undefined
  readonly terminals: number | undefined
  readonly rail: boolean
  readonly terminalsOpen: boolean
  /** Editor groups: as the window allows, or as asked for. */
  readonly groups: 'auto' | 1 | 2
  /** Traffic over the whole width. */
  readonly maximised: boolean
}

export interface Layout {
  /** Width of the lesson, or of its rail. */
  readonly lesson: number
  readonly rail: boolean
  readonly editor: number
  readonly traffic: number
  readonly groups: 1 | 2
  readonly upper: number
  /** Height of the terminals under their tabs; 0 when only the tabs are there. */
  readonly terminals: number
  /** Whether editor and traffic are shown one at a time. */
  readonly pages: boolean
}

/** Default sizes at three window widths; between them they grow evenly. */
const DEFAULTS = [
  { at: 1280, lesson: 300, editor: 452 },
  { at: 1440, lesson: 336, editor: 532 },
  { at: 1920, lesson: 380, editor: 700 },
] as const
const TERMINALS = [
  { at: 800, terminals: 150 },
  { at: 900, terminals: 186 },
  { at: 1080, terminals: 240 },
] as const
/** Share of the editor's height that the upper group gets. */
const UPPER_SHARE = 313 / 532
/** From this size on there is room for two editor groups by default. */
const TWO_GROUPS = { width: 1360, height: 840 } as const

export function layoutFor(width: number, height: number, wishes: Wishes): Layout {
  const least = LEAST.editor + LEAST.traffic + AROUND
  const rail = wishes.rail || wishes.maximised || width < least + LEAST.lesson
  const pages = !wishes.maximised && width < least + RAIL
  const lesson = rail ? RAIL : within(wishes.lesson ?? between(DEFAULTS, width, 'lesson'), LEAST.lesson, width - least)
  const work = width - lesson - AROUND
  const editor = wishes.maximised ? 0 : pages ? work : within(wishes.editor ?? between(DEFAULTS, width, 'editor'), LEAST.editor, work - LEAST.traffic)
  const traffic = wishes.maximised || pages ? work : work - editor

  const column = height - APP_BAR - STATUS_BAR - 2
  const room = (groups: 1 | 2) => column - groups * (STRIP + LEAST.group) - STRIP
  const auto: 1 | 2 = width >= TWO_GROUPS.width && height >= TWO_GROUPS.height ? 2 : 1
  const wished = wishes.groups === 'auto' ? auto : wishes.groups
  const groups = wished === 2 && room(2) >= (wishes.terminalsOpen ? LEAST.terminals : 0) ? 2 : 1
  const open = wishes.terminalsOpen && room(groups) >= LEAST.terminals
  const terminals = open ? within(wishes.terminals ?? between(TERMINALS, height, 'terminals'), LEAST.terminals, room(groups)) : 0
  const editors = column - STRIP - terminals - groups * STRIP
  const upper = groups === 1 ? editors : within(wishes.upper ?? Math.round(editors * UPPER_SHARE), LEAST.group, editors - LEAST.group)
  return { lesson, rail, editor, traffic, groups, upper, terminals, pages }
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}

/** The value of `key` at `at`, on the straight line between the two rows around it. */
function between<Key extends string>(rows: readonly ({ readonly at: number } & Readonly<Record<Key, number>>)[], at: number, key: Key): number {
  const above = rows.findIndex((row) => row.at >= at)
  const next = rows[above]
  const before = rows[above - 1]
  if (!next) return rows.at(-1)?.[key] ?? 0
  if (!before) return next[key]
  return Math.round(before[key] + ((next[key] - before[key]) * (at - before.at)) / (next.at - before.at))
}
