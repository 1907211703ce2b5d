/**
 * The glyphs of frames: the shape says the kind, never the colour alone. Drawn on a grid of 16 in `currentColor`;
 * `--glyph-cut` is what shows through the solid ones, the ground that they lie on.
 *
 * `<Glyph>` stands in HTML. `<GlyphMark>` is the same drawing inside another SVG, centred on a point.
 */
import type { ComponentChildren } from 'preact'
import type { FoldRow, Frame, FrameFamily, FrameKind } from 'multiprocessing/inspect'

export type GlyphName =
  | 'handshake'
  | 'accept'
  | 'create'
  | 'call'
  | 'return'
  | 'proxy'
  | 'error'
  | 'incref'
  | 'decref'
  | 'server'
  | 'message'
  | 'held'
  | 'lost'
  | 'waiting'

const ring = <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" stroke-width="1.5" />
const cut = 'var(--glyph-cut, var(--surface))'

const drawings: Record<GlyphName, () => ComponentChildren> = {
  handshake: () => (
    <g fill="none" stroke="currentColor" stroke-width="1.6">
      <circle cx="5.8" cy="8" r="3.9" />
      <circle cx="10.2" cy="8" r="3.9" />
    </g>
  ),
  accept: () => (
    <g fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round">
      <path d="M1.8 8h3.4M11 6h3.2M11 10h3.2" />
      <path d="M11 3.6v8.8H9.4a4.4 4.4 0 0 1 0-8.8z" stroke-linejoin="round" />
    </g>
  ),
  create: () => (
    <>
      <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2.4" fill="currentColor" />
      <path d="M8 5v6M5 8h6" stroke={cut} stroke-width="1.7" stroke-linecap="round" />
    </>
  ),
  call: () => <path d="M3.6 3.1 13 8l-9.4 4.9z" fill="currentColor" stroke="currentColor" stroke-width="1" stroke-linejoin="round" />,
  return: () => <path d="M12.2 3.4 3.6 8l8.6 4.6z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />,
  proxy: () => (
    <>
      <path d="M8 1.9 14.1 8 8 14.1 1.9 8z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />
      <circle cx="8" cy="8" r="1.9" fill="currentColor" />
    </>
  ),
  error: () => (
    <>
      <path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" fill="currentColor" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" stroke={cut} stroke-width="1.7" stroke-linecap="round" />
    </>
  ),
  incref: () => (
    <>
      {ring}
      <path d="M8 5.4v5.2M5.4 8h5.2" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
    </>
  ),
  decref: () => (
    <>
      {ring}
      <path d="M5.4 8h5.2" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
    </>
  ),
  server: () => (
    <>
      {ring}
      <circle cx="8" cy="8" r="2.2" fill="currentColor" />
    </>
  ),
  /* A frame of a plain connection: a sheet, and nothing said about what is on it. */
  message: () => (
    <g fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
      <rect x="2.4" y="3.4" width="11.2" height="9.2" rx="1.8" />
      <path d="M5 6.8h6M5 9.4h3.6" />
    </g>
  ),
  held: () => (
    <>
      <rect x="2" y="2" width="12" height="12" rx="3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.6 2.1" />
      <path d="M6.3 5.4v5.2M9.7 5.4v5.2" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
    </>
  ),
  lost: () => (
    <>
      <path d="M1.5 8h4.2" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
      <path d="M7.2 5.6 6 10.4" stroke="currentColor" stroke-width="1.3" stroke-linecap="round" />
      <path d="m9.8 5.4 4.6 5.2m0-5.2-4.6 5.2" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
    </>
  ),
  waiting: () => (
    <path
      d="M3.6 2.4h8.8M3.6 13.6h8.8M4.8 2.6c0 3 3.2 3.6 3.2 5.4 0-1.8 3.2-2.4 3.2-5.4M4.8 13.4C4.8 10.4 8 9.8 8 8c0 1.8 3.2 2.4 3.2 5.4"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  ),
}

/** Red for what failed or was lost, honey for what waits; all others take the text's own tone. */
const TONES: Partial<Record<GlyphName, string>> = { error: 'err', lost: 'err', held: 'hon', waiting: 'hon' }

/** A glyph beside words: decoration, the words say the kind. */
export function Glyph({ name }: { name: GlyphName }) {
  return (
    <svg class={`gl ${TONES[name] ?? ''}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {drawings[name]()}
    </svg>
  )
}

/**
 * A glyph inside an SVG, its centre at the origin of the enclosing group.
 * @param size edge in pixels
 */
export function GlyphMark({ name, size = 14 }: { name: GlyphName; size?: number }) {
  return (
    <svg x={-size / 2} y={-size / 2} width={size} height={size} viewBox="0 0 16 16">
      {drawings[name]()}
    </svg>
  )
}

/** Which glyph stands for a frame: by kind where the family has two shapes, else by family. */
export function glyphOf(kind: FrameKind, family: FrameFamily): GlyphName {
  switch (family) {
    case 'handshake':
    case 'accept':
    case 'create':
    case 'call':
    case 'return':
    case 'proxy':
    case 'error':
    case 'server':
    case 'message':
      return family
    case 'lifetime':
      return kind === 'decref' ? 'decref' : 'incref'
    default:
      return closed(family)
  }
}

/** The glyph in lists: what became of a frame that has not left, or of any frame its kind. */
export function glyphNow(frame: Frame): GlyphName {
  if (frame.fate === 'held') return 'held'
  return frame.fate === 'dropped' || frame.fate === 'cut' || frame.fate === 'abandoned' ? 'lost' : glyphOfFrame(frame)
}

export const glyphOfFrame = (frame: Pick<Frame, 'kind' | 'family'>): GlyphName => glyphOf(frame.kind, frame.family)

/** The glyph of a fold: of what it hides; where references were only given back, that of `decref`. */
export function glyphOfFold(row: FoldRow): GlyphName {
  const { names, family } = row
  return family === 'lifetime' ? glyphOf(names.length === 1 && names[0] === 'decref' ? 'decref' : 'incref', family) : glyphOf('challenge', family)
}

function closed(family: never): never {
  throw new TypeError(`a frame family with a glyph was expected, got ${String(family)}`)
}
