/** Texts of a picture cut to the room that they have: SVG does not do it. */
import { signal } from '@preact/signals'
import { middleEllipsis } from '../ellipsis.ts'

export const MONO = '"JetBrains Mono Variable", "JetBrains Mono", monospace'
export const UI = '"Inter Variable", Inter, sans-serif'

const kept = new Map<string, string>()

/** Counts up when fonts have come: what was measured before was measured with others. */
export const fontsVersion = signal(0)
if (typeof document !== 'undefined') {
  document.fonts.addEventListener('loadingdone', () => {
    kept.clear()
    fontsVersion.value += 1
  })
}

let context: CanvasRenderingContext2D | null | undefined

/** Width of a text in pixels. Without a page, as in tests of plain functions, a fair guess. */
export function textWidth(text: string, font: string): number {
  context ??= typeof document === 'undefined' ? null : document.createElement('canvas').getContext('2d')
  if (!context) return text.length * 6.6
  context.font = font
  return context.measureText(text).width
}

/** The text, its middle cut out where it is wider than `pixels`. */
export function fitText(text: string, pixels: number, font: string): string {
  const key = `${font}|${Math.round(pixels)}|${text.length > 300 ? text.slice(0, 300) : text}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const fitted = fit(text.replace(/\s+/g, ' '), pixels, font)
  if (kept.size > 4_000) kept.clear()
  kept.set(key, fitted)
  return fitted
}

function fit(text: string, pixels: number, font: string): string {
  if (pixels <= 0) return ''
  const short = text.length > 300 ? `${text.slice(0, 200)}…${text.slice(-60)}` : text
  if (textWidth(short, font) <= pixels) return short
  let low = 0
  let high = short.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (textWidth(middleEllipsis(short, middle), font) <= pixels) low = middle
    else high = middle - 1
  }
  return middleEllipsis(short, low)
}
