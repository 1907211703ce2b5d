/**
 * What a diagnosis is: shapes, and the few words that build its paragraphs. Frames, lines and processes in a paragraph
 * are data, so that whoever shows it can number them, link them and point at them.
 */
import type { Frame, TracedProcess } from '../run.ts'
import type { TraceSource } from '../../protocol/trace.ts'

/** A part of a paragraph. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** A name of the program or of the protocol, set as code. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** A line of a program; `words` say what it is there for, in two or three words: `server’s key`. */
  | { readonly kind: 'line'; readonly at: TraceSource; readonly words: string }
  | { readonly kind: 'process'; readonly process: string; readonly words: string }

/** One paragraph of a diagnosis, in pieces: text, and what it points at. */
export type Paragraph = readonly Piece[]

/** A frame or a line that a diagnosis points at, in the order of its paragraphs: mark 1, 2, 3. */
export type Mark = Extract<Piece, { kind: 'frame' | 'line' }>

/** Lines of a program as they are and as they might be. Taken from the program's own text. */
export interface Change {
  /** The workspace file, as `Sources` names it. */
  readonly file: string
  readonly lines: readonly { readonly sign: '-' | '+'; readonly line: number; readonly text: string }[]
}

/** The texts of a run's programs, where whoever asks has them. */
export interface Sources {
  /** The workspace file that a process's name for it means, or null. */
  nameOf(file: string): string | null
  /** Text of a workspace file as the run had it. */
  textOf(file: string): string
}

/** One failure, or one silent surprise, with its root cause. */
export interface Diagnosis {
  /** The row of the table that it is of: `wrong-key`. */
  readonly id: string
  /** Tells it from the others of a run. */
  readonly key: string
  /** Number of the pitfall; undefined for causes beyond the numbered ones. */
  readonly pitfall: number | undefined
  /** `failure`: something ended, or was refused. `surprise`: the program goes on, and is not what it seems. */
  readonly weight: 'failure' | 'surprise'
  /** Whether the facts leave no other cause. */
  readonly sure: boolean
  /** One sentence, without its full stop. */
  readonly title: string
  /** The program's own words about it, if it had any. */
  readonly error: string | undefined
  /** Microseconds since the run's first event. */
  readonly time: number
  /** Process id of whom it happened to. */
  readonly process: string | undefined
  /** The frame from which it is found. */
  readonly frame: Frame | undefined
  /** The line to go to. */
  readonly at: TraceSource | undefined
  readonly happened: readonly Paragraph[]
  readonly why: readonly Paragraph[]
  readonly fix: readonly Paragraph[]
  readonly change: Change | undefined
  /** What it was matched on: begins with `Matched on`, ends without a full stop. */
  readonly matchedOn: Paragraph
  /** Same words, other cause. */
  readonly related: { readonly id: string; readonly words: string } | undefined
  /** One more sentence under it. */
  readonly note: string | undefined
  /** Whether a handshake that went well can be set beside it. */
  readonly comparable: boolean
  /** Frames, and processes with their failures, that are told of here and need no other diagnosis. */
  readonly covers: readonly (Frame | TracedProcess)[]
}

/** What a rule says; the rest follows from its row in the table. */
export type Finding = Pick<Diagnosis, 'title' | 'happened' | 'why' | 'fix' | 'matchedOn' | 'covers'> &
  Partial<Pick<Diagnosis, 'sure' | 'error' | 'time' | 'process' | 'frame' | 'at' | 'change' | 'related' | 'note' | 'comparable' | 'weight'>>

type Part = string | number | Piece | readonly Piece[] | undefined

/** Builds a paragraph: plain words, and pieces between them. What is undefined is left out. */
export function say(words: TemplateStringsArray, ...parts: readonly Part[]): Paragraph {
  const pieces: Piece[] = []
  const add = (piece: Piece): void => {
    const last = pieces.at(-1)
    if (piece.kind === 'text' && last?.kind === 'text') pieces[pieces.length - 1] = { kind: 'text', text: last.text + piece.text }
    else if (piece.kind !== 'text' || piece.text !== '') pieces.push(piece)
  }
  words.forEach((text, index) => {
    add({ kind: 'text', text })
    const part = parts[index]
    if (part === undefined) return
    if (typeof part === 'string' || typeof part === 'number') add({ kind: 'text', text: String(part) })
    else if ('kind' in part) add(part)
    else part.forEach(add)
  })
  return pieces
}

/** A name or an expression, set as code. */
export function code(text: string): Piece {
  return { kind: 'code', text }
}

/** Points at a frame. */
export function frameMark(frame: Frame): Piece {
  return { kind: 'frame', frame }
}

/** `words` before a line, and the line; nothing where the line is not known. */
export function lineMark(before: string, at: TraceSource | undefined, words: string): readonly Piece[] {
  return at === undefined ? [] : [{ kind: 'text', text: before }, { kind: 'line', at, words }]
}

/** What a diagnosis points at, each thing once, in the order of its paragraphs. */
export function marksOf({ happened, why, fix }: Pick<Diagnosis, 'happened' | 'why' | 'fix'>): readonly Mark[] {
  const marks: Mark[] = []
  for (const piece of [happened, why, fix].flat(2)) {
    if (piece.kind !== 'frame' && piece.kind !== 'line') continue
    if (!marks.some((mark) => sameMark(mark, piece))) marks.push(piece)
  }
  return marks
}

/** Whether two pieces point at the same frame or line. */
export function sameMark(a: Mark, b: Mark): boolean {
  if (a.kind === 'frame' || b.kind === 'frame') return a.kind === b.kind && 'frame' in a && 'frame' in b && a.frame === b.frame
  return a.at.file === b.at.file && a.at.line === b.at.line
}
