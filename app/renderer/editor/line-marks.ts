/** What stands at the ends of source lines after a run: what each line cost, and what became of each registration. Pure. */
import { formatDuration, type LineCost, type RegistrationUse } from 'multiprocessing/inspect'

export interface LineMark {
  /** Workspace file. */
  readonly file: string
  readonly line: number
  readonly text: string
  /** The same in fewer words, longest first, for lines that leave less room. */
  readonly fewer?: readonly string[]
  /** For a line whose code leaves no room: a number, or nothing but the sign. */
  readonly short: string
  /** Chooses the sign before the words. */
  readonly sign: 'created' | 'proxy' | 'error' | 'held' | undefined
  /** Of the open diagnosis: the number by which its card names the line. */
  readonly number?: number
  /** The frame that a click selects. */
  readonly frame: number | undefined
}

export interface Sources {
  /** The workspace file that a process's name for it means, or null. */
  nameOf(file: string): string | null
  /** Text of a workspace file as the run had it. */
  textOf(file: string): string
}

/** @param frameOf the frame to show for what a registration made, or for a proxy that it led to */
export function lineMarks(
  costs: readonly LineCost[],
  registrations: readonly RegistrationUse[],
  { nameOf, textOf }: Sources,
  frameOf: (use: RegistrationUse, what: 'create' | '#PROXY') => number | undefined = () => undefined,
): LineMark[] {
  const marks = new Map<string, LineMark>()
  const put = (at: { file: string; line: number } | undefined, mark: Omit<LineMark, 'file' | 'line'>): void => {
    const file = at && nameOf(at.file)
    if (!at || file === null || file === undefined) return
    const key = `${file}:${at.line}`
    const before = marks.get(key)
    // Two processes that ran the same line: one that waits or failed says more.
    if (!before || urgency(mark) > urgency(before)) marks.set(key, { file, line: at.line, ...mark })
  }
  for (const use of registrations) {
    const { at } = use.row
    const file = at && nameOf(at.file)
    const lineOf = (option: RegExp) => (at && file ? { file: at.file, line: optionLine(textOf(file), at.line, option) } : undefined)
    const [refused] = use.refused
    if (use.creates > 0) put(at, { text: createdWords(use), short: `${use.creates}×`, sign: 'created', frame: frameOf(use, 'create') })
    if (use.proxies > 0) {
      const text = use.proxies === 1 ? '1 proxy' : `${use.proxies} proxies`
      put(lineOf(METHOD_TO_TYPEID), { text, short: String(use.proxies), sign: 'proxy', frame: frameOf(use, '#PROXY') })
    }
    if (refused) put(lineOf(EXPOSED), { text: `refused ${[...use.refused.keys()].join(', ')}`, short: '', sign: 'error', frame: refused[1].number })
  }
  for (const cost of costs) put(cost, costWords(cost))
  return [...marks.values()]
}

function urgency({ sign }: Pick<LineMark, 'sign'>): number {
  return sign === 'held' ? 2 : sign === 'error' ? 1 : 0
}

/** A result is shown up to so many characters. */
const RESULT = 16

function costWords(cost: LineCost): Omit<LineMark, 'file' | 'line'> {
  const race = cost.mayRace ? ['may race'] : []
  if (cost.held > 0) {
    const held = `${cost.held} held`
    return { text: [held, ...race].join(' · '), fewer: [held], short: String(cost.held), sign: 'held', frame: cost.lastHeld?.number }
  }
  const frames = cost.frames === 1 ? '1 frame' : `${cost.frames} frames`
  const short = String(cost.frames)
  const frame = (cost.lastError ?? cost.lastReply ?? cost.lastFrame)?.number
  if (cost.lastError) return { text: `${frames} · ${errorName(cost)}`, short, sign: 'error', frame }
  const spent = cost.firstCall ? ['first call'] : cost.latency > 0 ? [formatDuration(cost.latency)] : []
  // What `create` answers is an ident and names: the proxy is what the line gave.
  const called = cost.lastReply?.kind === '#RETURN' && cost.lastReply.pair?.kind !== 'create'
  const result = called ? cost.lastReply?.result : undefined
  const gave = result === undefined || result === 'None' ? [] : [`gave ${result.length > RESULT ? `${result.slice(0, RESULT - 1)}…` : result}`]
  const forms = [[frames, ...spent, ...race, ...gave], [frames, ...spent, ...race], [frames, ...race], [frames]].map((words) => words.join(' · '))
  const [text = frames, ...fewer] = new Set(forms)
  return { text, fewer, short, sign: undefined, frame }
}

/** What the line's program gets: a refusal and whatever cannot be raised as itself arrive as `RemoteError`. */
function errorName(cost: LineCost): string {
  switch (cost.failure) {
    case 'raised':
      return cost.lastError?.error?.type ?? 'error'
    case 'refused':
      return cost.lastError?.kind === '#TRACEBACK' ? 'refused' : 'key refused'
    default:
      return cost.lastError?.error?.type ?? 'failed'
  }
}

function createdWords({ creates, objects }: RegistrationUse): string {
  return `created ${creates}× · ${objects === 1 ? 'one object' : `${objects} objects`}`
}

const EXPOSED = /\bexposed\s*[:=]/
const METHOD_TO_TYPEID = /\b(?:methodToTypeid|method_to_typeid)\s*[:=]/
/** A `register()` call spans at most so many lines. */
const CALL_LINES = 16

/** The line that decided about a refused call: `exposed` in the registration, or the registration itself. */
export function decidedAt(row: RegistrationUse['row'], { nameOf, textOf }: Sources): { file: string; line: number } | undefined {
  const file = row.at && nameOf(row.at.file)
  return row.at && file ? { file: row.at.file, line: optionLine(textOf(file), row.at.line, EXPOSED) } : row.at
}

/** The line of an option of the `register()` call that begins at `line`; that line itself where it is not found. */
function optionLine(text: string, line: number, option: RegExp): number {
  const lines = text.split('\n').slice(line - 1, line - 1 + CALL_LINES)
  const next = lines.findIndex((one, index) => index > 0 && /\bregister\(/.test(one))
  const found = lines.slice(0, next < 0 ? undefined : next).findIndex((one) => option.test(one))
  return found < 0 ? line : line + found
}
