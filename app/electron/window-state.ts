/** Where the window was: kept in a small file, believed only as far as it fits the screens that are there now. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'

/** Smallest size in which every pane can be reached. */
export const MINIMUM = { width: 960, height: 600 } as const
const FIRST = { width: 1440, height: 900 } as const

/** Pixels of the screen, independent of its scale. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const pixels = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const WindowStateSchema = v.object({
  x: pixels,
  y: pixels,
  width: pixels,
  height: pixels,
  maximized: v.boolean(),
  /** For the window's first colour; the settings have the last word. */
  theme: v.picklist(['system', 'light', 'dark', 'contrast']),
})
export type WindowState = v.InferOutput<typeof WindowStateSchema>

export interface Placement {
  readonly width: number
  readonly height: number
  /** Absent: in the middle of the screen. */
  readonly x?: number
  readonly y?: number
  readonly maximized: boolean
}

/**
 * Place for a new window.
 *
 * @param saved last state, or undefined where none could be read
 * @param screens work areas, the main one first
 */
export function placeWindow(saved: WindowState | undefined, screens: readonly Area[]): Placement {
  const main = screens[0] ?? { x: 0, y: 0, ...FIRST }
  if (saved === undefined) return { ...fit(FIRST, main), maximized: false }
  const screen = screens.find((area) => showsTitleBar(saved, area))
  if (screen === undefined) return { ...fit(saved, main), maximized: saved.maximized }
  return { x: saved.x, y: saved.y, ...fit(saved, screen), maximized: saved.maximized }
}

function fit(size: { width: number; height: number }, screen: Area): { width: number; height: number } {
  return {
    width: Math.max(MINIMUM.width, Math.min(size.width, screen.width)),
    height: Math.max(MINIMUM.height, Math.min(size.height, screen.height)),
  }
}

/** A window counts as reachable when a hand's breadth of its title bar is on the screen. */
function showsTitleBar(window: WindowState, screen: Area): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  return across >= 120 && window.y >= screen.y && window.y + 44 <= screen.y + screen.height
}

/** @returns undefined when there is no state, or none that can be believed: a window is opened either way */
export function readWindowState(file: string): WindowState | undefined {
  try {
    const result = v.safeParse(WindowStateSchema, JSON.parse(readFileSync(file, 'utf8')))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/**
 * Writes the state beside its file and moves it there, so that no crash leaves half of it.
 *
 * @throws Error of the file system: a read-only home, a full disk
 */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true })
  const beside = `${file}.new`
  writeFileSync(beside, JSON.stringify(state))
  renameSync(beside, file)
}
