/**
 * The filter language of the frames table and the sequence: terms with blanks between, all of which must hold.
 *
 * ```
 *   vent                    method, object, kind, arguments or result say so
 *   "not in exposed"        the same with blanks in it
 *   kind:error              a kind (`call`, `#PROXY`, `incref`) or a family (`handshake`, `error`, `lifetime`, …)
 *   from:visitor  to:server  process:visitor,gardener      labels or pids; `process` is either end
 *   object:7f3a             beginning of an ident, or a typeid
 *   method:water            a method or server function, whole
 *   frame:86  frame:59..    frame:..80  frame:59..80
 *   connection:3            number of a connection
 *   bytes:>1000  latency:>1ms  time:400ms..               comparisons and ranges; units µs, us, ms, s, B, kB, MB
 *   is:refused              refused, failed, waiting, unanswered, lost, unread
 *   -kind:handshake         whatever does not match
 * ```
 *
 * Values with commas between are alternatives. Upper and lower case are the same.
 */
import type { Frame, Run } from './run.ts'
import { isKindWord, isStateWord, KIND_WORDS, matcherOf, STATE_WORDS } from './filter-match.ts'
import type { FilterTerm, NumberTest } from './filter-match.ts'

/** What a term may ask about. */
export const FILTER_KEYS = [
  'kind',
  'from',
  'to',
  'process',
  'object',
  'method',
  'frame',
  'connection',
  'bytes',
  'latency',
  'time',
  'is',
] as const
/** Key of a filter term, such as `kind` or `from`. */
export type FilterKey = (typeof FILTER_KEYS)[number]

/** A parsed filter. */
export interface Filter {
  readonly text: string
  readonly terms: readonly FilterTerm[]
}

/** A filter that cannot be understood: `start` and `end` mark the term. */
export class FilterError extends Error {
  override name = 'FilterError'
  readonly start: number
  readonly end: number

  constructor(message: string, start: number, end: number) {
    super(message)
    this.start = start
    this.end = end
  }
}

const TERM = /(-?)((?:[^\s"]|"[^"]*"?)+)/g

/**
 * Reads a filter. The empty text is a filter that lets everything through.
 * @throws FilterError that says what was expected and marks the term
 */
export function parseFilter(text: string): Filter {
  const terms: FilterTerm[] = []
  for (const match of text.matchAll(TERM)) {
    const [whole, minus, body] = match as unknown as [string, string, string]
    const trimmed = body.replace(/,+$/, '')
    if (trimmed === '' && body !== '') continue
    terms.push(parseTerm(trimmed, minus === '-', match.index, match.index + whole.length))
  }
  return { text, terms }
}

function parseTerm(body: string, negated: boolean, start: number, end: number): FilterTerm {
  const fail = (message: string): never => {
    throw new FilterError(message, start, end)
  }
  const place = { negated, start, end }
  if ((body.match(/"/g)?.length ?? 0) % 2 === 1) fail('A quoted text ends with a quote: "not in exposed".')
  const named = /^([a-z]+):(.*)$/is.exec(body)
  if (named === null) return { ...place, test: { key: 'word', text: unquoted(body).toLowerCase() } }
  const name = named[1]!.toLowerCase()
  if (!isFilterKey(name)) return fail(`Nothing is called ${name}. A filter asks about ${listed(FILTER_KEYS)}.`)
  const values = splitValues(named[2]!)
  if (values.length === 0) return fail(`${name}: wants a value, such as ${EXAMPLES[name]}.`)
  switch (name) {
    case 'frame':
    case 'connection':
    case 'bytes':
    case 'latency':
    case 'time':
      return { ...place, test: { key: name, numbers: values.map((value) => numberTest(name, value, fail)) } }
    case 'kind': {
      const wrong = values.find((value) => !isKindWord(value))
      if (wrong !== undefined) fail(`There is no kind ${wrong}. Kinds are ${listed(KIND_WORDS)}.`)
      return { ...place, test: { key: name, texts: values } }
    }
    case 'is': {
      const wrong = values.find((value) => !isStateWord(value))
      if (wrong !== undefined) fail(`A frame is never ${wrong}. It is ${listed(STATE_WORDS, 'or')}.`)
      return { ...place, test: { key: name, texts: values } }
    }
    case 'from':
    case 'to':
    case 'process':
    case 'object':
    case 'method':
      return { ...place, test: { key: name, texts: values } }
  }
}

const EXAMPLES: Readonly<Record<FilterKey, string>> = {
  kind: 'kind:error',
  from: 'from:visitor',
  to: 'to:server',
  process: 'process:visitor,gardener',
  object: 'object:7f3a',
  method: 'method:water',
  frame: 'frame:59..',
  connection: 'connection:3',
  bytes: 'bytes:>1000',
  latency: 'latency:>1ms',
  time: 'time:400ms..',
  is: 'is:refused',
}

function isFilterKey(name: string): name is FilterKey {
  return (FILTER_KEYS as readonly string[]).includes(name)
}

function splitValues(text: string): string[] {
  const values = text.match(/(?:[^,"]|"[^"]*")+/g) ?? []
  return values.map((value) => unquoted(value).toLowerCase()).filter((value) => value !== '')
}

function unquoted(text: string): string {
  return text.replaceAll('"', '')
}

function listed(words: readonly string[], last = 'and'): string {
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]!}`
}

type NumberKey = 'frame' | 'connection' | 'bytes' | 'latency' | 'time'

/** Factors to bytes, or to microseconds. */
const UNITS: Readonly<Record<NumberKey, Readonly<Record<string, number>>>> = {
  frame: { '': 1 },
  connection: { '': 1 },
  bytes: { '': 1, b: 1, kb: 1000, mb: 1_000_000 },
  latency: { µs: 1, μs: 1, us: 1, ms: 1000, s: 1_000_000 },
  time: { µs: 1, μs: 1, us: 1, ms: 1000, s: 1_000_000 },
}

function numberTest(key: NumberKey, text: string, fail: (message: string) => never): NumberTest {
  const range = /^(.*?)\.\.(.*)$/s.exec(text)
  if (range !== null && (range[1] !== '' || range[2] !== '')) {
    const least = range[1] === '' ? -Infinity : numberOf(key, range[1]!, fail)
    const most = range[2] === '' ? Infinity : numberOf(key, range[2]!, fail)
    if (least > most) fail(`${key}:${text} is empty: ${range[1]!} is more than ${range[2]!}.`)
    return { least, leastIncluded: true, most, mostIncluded: true }
  }
  const compared = /^(>=|<=|>|<|=)?(.*)$/s.exec(text)!
  const value = numberOf(key, compared[2]!, fail)
  switch (compared[1]) {
    case '>':
    case '>=':
      return { least: value, leastIncluded: compared[1] === '>=', most: Infinity, mostIncluded: true }
    case '<':
    case '<=':
      return { least: -Infinity, leastIncluded: true, most: value, mostIncluded: compared[1] === '<=' }
    default:
      return { least: value, leastIncluded: true, most: value, mostIncluded: true }
  }
}

function numberOf(key: NumberKey, text: string, fail: (message: string) => never): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-zµμ]*)$/.exec(text)
  if (match === null) return fail(`${key}: wants a number or a range, such as ${EXAMPLES[key]}; got ${text}.`)
  const factor = UNITS[key][match[2]!]
  if (factor !== undefined) return Number(match[1]) * factor
  const units = Object.keys(UNITS[key]).filter((unit) => unit !== '' && unit !== 'μs')
  if (units.length === 0) return fail(`${key}: is a plain number, such as ${EXAMPLES[key]}; got ${text}.`)
  return fail(match[2] === '' ? `${key}: wants a unit: ${match[1]!}µs, ${match[1]!}ms or ${match[1]!}s.` : `${key}: has no unit ${match[2]!}. Units are ${listed(units)}.`)
}

/**
 * The filter as a function. It asks the run for names, so it fits the run that it was made for, also while that goes on.
 */
export function createPredicate(filter: Filter, run: Pick<Run, 'processes'>): (frame: Frame) => boolean {
  const tests = filter.terms.map((term) => {
    const matches = matcherOf(term.test, run)
    return term.negated ? (frame: Frame) => !matches(frame) : matches
  })
  return (frame) => tests.every((test) => test(frame))
}

/**
 * The frames that a filter lets through.
 * @throws FilterError where `filter` is a text that cannot be understood
 */
export function filterFrames(run: Pick<Run, 'frames' | 'processes'>, filter: Filter | string): readonly Frame[] {
  return run.frames.filter(createPredicate(typeof filter === 'string' ? parseFilter(filter) : filter, run))
}
