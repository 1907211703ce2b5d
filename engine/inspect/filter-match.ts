/** What the terms of a filter mean for one frame. */
import { REPLY_KINDS, SERVER_FUNCTIONS, SHARED_MEMORY_FUNCTIONS } from '../protocol/messages.ts'
import { failureOf, frameStatus } from './describe.ts'
import type { Frame, Run } from './run.ts'

/** Bounds of a number, each included or not. */
export interface NumberTest {
  readonly least: number
  readonly leastIncluded: boolean
  readonly most: number
  readonly mostIncluded: boolean
}

/** One term of a filter: a key, what is wanted of it, and whether it is turned round. */
export interface FilterTerm {
  readonly negated: boolean
  /** Where it stands in the text, for marking it. */
  readonly start: number
  readonly end: number
  /** `word`: anything that says so. Texts are in lower case. */
  readonly test:
    | { readonly key: 'word'; readonly text: string }
    | { readonly key: 'kind' | 'from' | 'to' | 'process' | 'object' | 'method' | 'is'; readonly texts: readonly string[] }
    | { readonly key: 'frame' | 'connection' | 'bytes' | 'latency' | 'time'; readonly numbers: readonly NumberTest[] }
}

type Matcher = (frame: Frame) => boolean

const HANDSHAKE_WORDS = ['challenge', 'answer', 'welcome', 'failure', '#challenge#', '#welcome#', '#failure#'] as const
const FAMILY_WORDS = ['handshake', 'accept', 'create', 'call', 'return', 'proxy', 'error', 'lifetime', 'server', 'message'] as const

/** Every word that `kind:` understands. */
export const KIND_WORDS: readonly string[] = [
  ...new Set<string>([...FAMILY_WORDS, ...SERVER_FUNCTIONS, ...SHARED_MEMORY_FUNCTIONS, ...REPLY_KINDS, 'challenge', 'answer', 'welcome', 'failure', 'unreadable']),
]
/** Every word that `is:` understands. */
export const STATE_WORDS = ['refused', 'failed', 'waiting', 'unanswered', 'lost', 'unread', 'held'] as const

const kindWords = new Set([...KIND_WORDS.map((word) => word.toLowerCase()), ...HANDSHAKE_WORDS])

export function isKindWord(word: string): boolean {
  return kindWords.has(word)
}

export function isStateWord(word: string): boolean {
  return (STATE_WORDS as readonly string[]).includes(word)
}

/** One term as a function. */
export function matcherOf(test: FilterTerm['test'], run: Pick<Run, 'processes'>): Matcher {
  switch (test.key) {
    case 'word':
      return (frame) => mentions(frame, test.text)
    case 'kind':
      return kindMatcher(test.texts)
    case 'from': {
      const names = processMatcher(test.texts, run)
      return (frame) => names(frame.from)
    }
    case 'to': {
      const names = processMatcher(test.texts, run)
      return (frame) => names(frame.to)
    }
    case 'process': {
      const names = processMatcher(test.texts, run)
      return (frame) => names(frame.from) || names(frame.to)
    }
    case 'object':
      return (frame) => test.texts.some((text) => isAbout(frame, text))
    case 'method':
      return (frame) => frame.method !== undefined && test.texts.includes(frame.method.toLowerCase())
    case 'is':
      return (frame) => test.texts.some((text) => isInState(frame, text as (typeof STATE_WORDS)[number]))
    case 'frame':
      return numberMatcher(test.numbers, (frame) => frame.number)
    case 'connection':
      return numberMatcher(test.numbers, (frame) => frame.connection.number)
    case 'bytes':
      return numberMatcher(test.numbers, (frame) => frame.size)
    case 'latency':
      return numberMatcher(test.numbers, (frame) => frame.latency)
    case 'time':
      return numberMatcher(test.numbers, (frame) => frame.time)
  }
}

function kindMatcher(words: readonly string[]): Matcher {
  const wanted = new Set(words.map((word) => word.replace(/^#(challenge|welcome|failure)#$/, '$1')))
  return ({ kind, family }) => wanted.has(kind.toLowerCase()) || wanted.has(family)
}

/** A whole label or pid; the beginning of a label where no process has that whole name. */
function processMatcher(texts: readonly string[], run: Pick<Run, 'processes'>): (id: string) => boolean {
  const known = new Map<string, boolean>()
  let size = -1
  return (id) => {
    // Processes come while a run goes on.
    if (run.processes.size !== size) {
      known.clear()
      size = run.processes.size
    }
    let matches = known.get(id)
    if (matches === undefined) {
      matches = texts.some((text) => isNamed(id, text, run))
      known.set(id, matches)
    }
    return matches
  }
}

function isNamed(id: string, text: string, run: Pick<Run, 'processes'>): boolean {
  const process = run.processes.get(id)
  const label = process?.label.toLowerCase() ?? id
  if (label === text || (process !== undefined && process.pid > 0 && String(process.pid) === text)) return true
  if (!label.startsWith(text)) return false
  for (const other of run.processes.values()) if (other.label.toLowerCase() === text) return false
  return true
}

function isAbout(frame: Frame, text: string): boolean {
  const { ident, typeid, reference } = frame
  if (typeid !== undefined && typeid.toLowerCase() === text) return true
  if (isIdent(ident, text)) return true
  return reference !== undefined && (isIdent(reference.ident, text) || reference.typeid?.toLowerCase() === text)
}

/** Idents are addresses: they begin alike, so the end is as good a name, and so is what is shown, `7f…2b90`. */
function isIdent(ident: string | undefined, text: string): boolean {
  if (ident === undefined || text.length < 2) return false
  const gap = text.indexOf('…')
  if (gap >= 0) return ident.startsWith(text.slice(0, gap)) && ident.endsWith(text.slice(gap + 1))
  return ident.startsWith(text) || ident.endsWith(text)
}

function isInState(frame: Frame, state: (typeof STATE_WORDS)[number]): boolean {
  switch (state) {
    case 'refused':
      return failureOf(frame) === 'refused'
    case 'failed':
      return frame.family === 'error'
    case 'lost':
      return ['lost', 'dropped', 'cut', 'abandoned'].includes(frameStatus(frame))
    case 'waiting':
    case 'unanswered':
    case 'unread':
    case 'held':
      return frameStatus(frame) === state
  }
}

/** What is known without decoding comes first. */
function mentions(frame: Frame, text: string): boolean {
  const { method, kind, ident, typeid } = frame
  if (method !== undefined && method.toLowerCase().includes(text)) return true
  if (kind.toLowerCase().includes(text)) return true
  if (isIdent(ident, text)) return true
  if (typeid !== undefined && typeid.toLowerCase().includes(text)) return true
  if (frame.family === 'handshake') return false
  return has(frame.args, text) || has(frame.result, text) || has(frame.error?.traceback, text)
}

function has(words: string | undefined, text: string): boolean {
  return words !== undefined && words.toLowerCase().includes(text)
}

function numberMatcher(tests: readonly NumberTest[], valueOf: (frame: Frame) => number | undefined): Matcher {
  return (frame) => {
    const value = valueOf(frame)
    if (value === undefined) return false
    return tests.some(
      ({ least, leastIncluded, most, mostIncluded }) =>
        (leastIncluded ? value >= least : value > least) && (mostIncluded ? value <= most : value < most),
    )
  }
}
