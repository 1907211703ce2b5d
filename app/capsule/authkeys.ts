/**
 * Finds the authkeys that a program's text gives away, and takes them out of all that is saved.
 *
 * A key is a string in what is given to `authkey` (`authkey=b'tea'`, `authkey: bytes('tea')`, `authkey = …`), in what a
 * name that is given to it stands for, or the second argument of a manager. In code a placeholder takes its place, so that
 * both sides still have the same one; each key has its own, so that a wrong key stays wrong.
 */
import type { TraceEvent } from 'multiprocessing/protocol'

export const PLACEHOLDER = 'authkey-1-removed'

interface Key {
  readonly text: string
  readonly bytes: Uint8Array
  readonly placeholder: string
  readonly pattern: RegExp
}

export interface Redaction {
  readonly keys: number
  /** Whether anything was found in what was given to it so far, by the caller's name for it. */
  readonly places: ReadonlySet<string>
  /** A text without the keys. */
  text(place: string, text: string): string
  /** A trace's event without the keys; bytes keep their number, so that what is around them can be read. */
  event(place: string, event: TraceEvent): TraceEvent
  /** A trace's or another's line of JSON, whatever it says. */
  json(place: string, value: unknown): unknown
}

/** A key shorter than this may be a part of ordinary words: only as a word of its own is it taken out. */
const SHORT = 6
/** Words that stand beside keys and are none. */
const NO_KEYS = new Set(['utf8', 'utf-8', 'UTF-8', 'ascii', 'latin1', 'hex', 'base64', 'binary', ''])

/**
 * @param code the files of a workspace, by name; only they tell what is a key
 * @param names of programs and files: as such they stay, also where one is a key as well
 */
export function redactionFor(code: ReadonlyMap<string, string>, names: ReadonlySet<string> = new Set(code.keys())): Redaction {
  const keys = findKeys([...code.values()]).map(makeKey)
  const places = new Set<string>()
  const text = (place: string, before: string): string => {
    let after = before
    for (const { pattern, placeholder } of keys) after = after.replace(pattern, placeholder)
    if (after !== before) places.add(place)
    return after
  }
  const json = (place: string, value: unknown): unknown => {
    if (typeof value === 'string') return names.has(value) ? value : text(place, value)
    if (Array.isArray(value)) return value.map((one) => json(place, one))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, json(place, one)]))
  }
  return {
    keys: keys.length,
    places,
    text,
    json,
    event(place, event) {
      if (keys.length === 0) return event
      if (!('payload' in event)) return json(place, event) as TraceEvent
      const payload = withoutKeys(event.payload, keys)
      if (payload !== event.payload) places.add(place)
      const { payload: _before, ...rest } = event
      return { ...(json(place, rest) as typeof rest), payload } as TraceEvent
    },
  }
}

/** Keys that the files give away, longest first, so that one within another does not hide it. */
export function findKeys(sources: readonly string[]): string[] {
  const found = new Set<string>()
  const names = new Set(['authkey'])
  // A name given to `authkey` may itself be given a name: as deep as anybody writes.
  for (let depth = 0; depth < 4; depth++) {
    const before = names.size
    for (const source of sources) {
      for (const name of names) {
        for (const expression of assignedTo(source, name)) {
          for (const literal of literalsIn(expression)) found.add(literal)
          for (const other of namesIn(expression)) names.add(other)
        }
      }
      for (const expression of managerArguments(source)) {
        for (const literal of literalsIn(expression)) found.add(literal)
        for (const other of namesIn(expression)) names.add(other)
      }
    }
    if (names.size === before) break
  }
  return [...found].filter((key) => !NO_KEYS.has(key)).toSorted((a, b) => b.length - a.length)
}

/** What is given to a name: `name = …`, `name=…`, `name: …`, up to a comma or the end of the line. */
function* assignedTo(source: string, name: string): Generator<string> {
  const given = new RegExp(`(?<![\\w$.])${escaped(name)}(?:\\s*:\\s*[\\w.[\\]<>| ]+(?==))?['"\\]]?\\s*(?:=(?!=)|:)\\s*`, 'gi')
  for (const match of source.matchAll(given)) yield expressionAt(source, match.index + match[0].length)
  const attribute = new RegExp(`\\.${escaped(name)}\\s*=(?!=)\\s*`, 'gi')
  for (const match of source.matchAll(attribute)) yield expressionAt(source, match.index + match[0].length)
}

/** The second argument of whatever is called a manager. */
function* managerArguments(source: string): Generator<string> {
  for (const match of source.matchAll(/\b\w*Manager\s*\(/g)) {
    const from = match.index + match[0].length
    const first = expressionAt(source, from)
    const after = from + first.length
    if (source[after] !== ',') continue
    const second = expressionAt(source, after + 1)
    if (/^\s*(?:r?b|br)?['"]/i.test(second)) yield second
  }
}

/** Text from `from` to the comma, closing bracket or end of line that ends an expression. */
function expressionAt(source: string, from: number): string {
  let depth = 0
  let at = from
  for (; at < source.length; at++) {
    const char = source[at]!
    if (char === '"' || char === "'" || char === '`') at = literalEnd(source, at) - 1
    else if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && --depth < 0) break
    else if (depth === 0 && (char === ',' || char === ';' || char === '\n' || char === '#')) break
  }
  return source.slice(from, at)
}

function literalEnd(source: string, from: number): number {
  const quote = source[from]!
  const long = source.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote
  for (let at = from + long.length; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source.startsWith(long, at)) return at + long.length
    else if (source[at] === '\n' && long.length === 1 && quote !== '`') return at
  }
  return source.length
}

/** Strings of an expression, but for names of environment variables and keys of tables. */
function* literalsIn(expression: string): Generator<string> {
  for (let at = 0; at < expression.length; at++) {
    const char = expression[at]!
    if (char !== '"' && char !== "'" && char !== '`') continue
    const end = literalEnd(expression, at)
    const before = expression.slice(0, at)
    const width = expression.startsWith(char.repeat(3), at) ? 3 : 1
    const named = /(?:\[|environ\.get\(|getenv\()\s*$/.test(before)
    if (!named) yield expression.slice(at + width, Math.max(at + width, end - width))
    at = end - 1
  }
}

/** Names that an expression takes its value from. Called and indexed things are not values. */
function* namesIn(expression: string): Generator<string> {
  // A backslash has but one way to be matched: two take a time that doubles with each.
  const bare = expression.replace(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g, '')
  const whole = /^\s*([A-Za-z_$][\w$]*)\s*(?:\.\s*encode\b.*)?$/.exec(bare)?.[1]
  if (whole) yield whole
  for (const match of bare.matchAll(/\(\s*([A-Za-z_$][\w$]*)\s*[,)]/g)) yield match[1]!
  for (const match of bare.matchAll(/(?:\|\||\?\?|\bor\b|\belse\b)\s*([A-Za-z_$][\w$]*)/g)) yield match[1]!
}

function makeKey(text: string, index: number): Key {
  const body = escaped(text)
  const pattern = text.length < SHORT ? `(?<![\\p{L}\\p{N}_])${body}(?![\\p{L}\\p{N}_])` : body
  const placeholder = `authkey-${index + 1}-removed`
  const hex = /^(?:[0-9a-f]{2})+$/i.test(text)
  return { text, bytes: new TextEncoder().encode(text), placeholder: hex ? hexOf(placeholder) : placeholder, pattern: new RegExp(pattern, 'gu') }
}

function hexOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function escaped(text: string): string {
  return text.replace(/[.\\+*?^$()[\]{}|/]/g, '\\$&')
}

/** Base64 of the same number of bytes, asterisks where a key was. */
function withoutKeys(payload: string, keys: readonly Key[]): string {
  const binary = atob(payload)
  let after = binary
  for (const { bytes, text } of keys) {
    const needle = String.fromCharCode(...bytes)
    if (needle.length < SHORT) after = after.replace(new RegExp(`(?<![A-Za-z0-9_])${escaped(needle)}(?![A-Za-z0-9_])`, 'g'), '*'.repeat(needle.length))
    else if (after.includes(needle)) after = after.replaceAll(needle, '*'.repeat(needle.length))
    if (text.length > 0 && after.length !== binary.length) throw new Error('a payload changed its length')
  }
  return after === binary ? payload : btoa(after)
}
