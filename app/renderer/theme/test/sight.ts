/**
 * Colours as eyes tell them apart: contrast as WCAG 2 has it, differences as CIEDE2000, and what people with a colour
 * vision deficiency see, by the matrices of Machado, Oliveira and Fernandes, “A Physiologically-based Model for Simulation
 * of Color Vision Deficiency” (2009), at severity 1.0, applied to linear light.
 */

export type Rgb = readonly [red: number, green: number, blue: number]
export type Lab = readonly [lightness: number, a: number, b: number]

const MATRICES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const

export const SIGHTS = ['normal', 'deuteranopia', 'protanopia', 'tritanopia'] as const
export type Sight = (typeof SIGHTS)[number]

/** `#rgb` or `#rrggbb` as linear light, each part 0 to 1. @throws Error on anything else */
export function linear(hex: string): Rgb {
  const digits = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(hex) ? hex.slice(1) : undefined
  if (digits === undefined) throw new Error(`a colour as #rgb or #rrggbb was expected, got ${JSON.stringify(hex)}`)
  const parts = digits.length === 3 ? [...digits].map((digit) => digit + digit) : (digits.match(/../g) ?? [])
  const [red = 0, green = 0, blue = 0] = parts.map((part) => decode(Number.parseInt(part, 16) / 255))
  return [red, green, blue]
}

function decode(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Linear light as a person with that sight sees it; what no screen can show is cut off. */
export function seenBy(sight: Sight, colour: Rgb): Rgb {
  if (sight === 'normal') return colour
  const [red, green, blue] = MATRICES[sight].map((row) => Math.min(1, Math.max(0, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2])))
  return [red!, green!, blue!]
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [brighter = 0, darker = 0] = [luminance(linear(a)), luminance(linear(b))].toSorted((x, y) => y - x)
  return (brighter + 0.05) / (darker + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** CIELAB under D65. */
export function lab([red, green, blue]: Rgb): Lab {
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
  const y = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function curve(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116
}

const RADIANS = Math.PI / 180

/** CIEDE2000 with all weights 1; the steps and names are those of Sharma, Wu and Dalal (2005). */
export function difference(one: Lab, other: Lab): number {
  const meanC = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)))
  const [a1, a2] = [(1 + g) * one[1], (1 + g) * other[1]]
  const [c1, c2] = [Math.hypot(a1, one[2]), Math.hypot(a2, other[2])]
  const [h1, h2] = [hue(a1, one[2]), hue(a2, other[2])]
  const grey = c1 * c2 === 0
  const turn = grey ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1
  const dL = other[0] - one[0]
  const dC = c2 - c1
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * RADIANS)
  const meanL = (one[0] + other[0]) / 2
  const c = (c1 + c2) / 2
  const sum = h1 + h2
  const h = grey ? sum : Math.abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
  const t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63)
  const sL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2)
  const sC = 1 + 0.045 * c
  const sH = 1 + 0.015 * c * t
  const rotation = -Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * RADIANS) * 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7))
  return Math.sqrt((dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rotation * (dC / sC) * (dH / sH))
}

function hue(a: number, b: number): number {
  if (a === 0 && b === 0) return 0
  const degrees = Math.atan2(b, a) / RADIANS
  return degrees < 0 ? degrees + 360 : degrees
}

function cosine(degrees: number): number {
  return Math.cos(degrees * RADIANS)
}

/** How far two colours are from each other for a sight. */
export function distance(sight: Sight, a: string, b: string): number {
  return difference(lab(seenBy(sight, linear(a))), lab(seenBy(sight, linear(b))))
}
