/** Python's text as far as brackets, strings and comments go. Reads what is being typed as well as what is finished. Pure. */

/** An open bracket. */
export interface Open {
  readonly at: number
  readonly bracket: string
  /** Commas at its own depth so far. */
  commas: number
  /** Where the argument under way begins. */
  from: number
}

export interface Place {
  readonly inside: 'code' | 'comment' | 'string'
  /** Where the string begins that the place is in. */
  readonly string: number | undefined
  /** Open brackets, outermost first. */
  readonly open: readonly Open[]
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }
/** What begins a statement, so that a bracket left open above it is only not closed yet. */
const STATEMENT = /^(?:def|class|if|elif|else|for|while|with|try|except|finally|import|from|return|raise|pass|@|async\b)|^[A-Za-z_]\w*\s*(?::[^=]*)?=[^=]|^[A-Za-z_][\w.]*\(/

/** Stands for the end of a statement whose bracket was never closed. */
const END = '\0'

/** What the place at `offset` is in. */
export function placeAt(text: string, offset: number): Place {
  let place: Place = { inside: 'code', string: undefined, open: [] }
  walk(text, offset, (_, now) => void (place = now))
  return place
}

/** A statement: its lines as one, without comments. */
export interface Statement {
  readonly indent: number
  /** From 1. */
  readonly line: number
  readonly text: string
}

/** Statements in their order. A bracket that is never closed ends where the next statement of its depth begins. */
export function statementsOf(text: string): Statement[] {
  const statements: Statement[] = []
  let current = ''
  let line = 1
  let begun = 0
  let fresh = true
  const finish = (): void => {
    const body = current.trim()
    if (body !== '') statements.push({ indent: current.length - current.trimStart().length, line: begun, text: body })
    current = ''
    fresh = true
  }
  walk(text, text.length, (character, { inside, open }) => {
    if (fresh && character !== '\n' && character !== END) {
      begun = line
      fresh = false
    }
    if (character === END) finish()
    else if (character === '\n') {
      line++
      if (inside === 'string' || open.length > 0) current += ' '
      else finish()
    } else if (inside !== 'comment') current += character
  })
  finish()
  return statements
}

/** Calls `see` for each character with what it stands in, and once at the end with ''. */
function walk(text: string, end: number, see: (character: string, place: Place) => void): void {
  let open: Open[] = []
  let string: { at: number; quote: string } | undefined
  let comment = false
  let statementIndent = 0
  let lineStart = true
  const inside = (): Place['inside'] => (comment ? 'comment' : string ? 'string' : 'code')
  for (let at = 0; at < end; at++) {
    const character = text[at] ?? ''
    if (lineStart) {
      lineStart = false
      const rest = text.slice(at, text.indexOf('\n', at) < 0 ? undefined : text.indexOf('\n', at))
      const indent = rest.length - rest.trimStart().length
      if (!string && open.length > 0 && indent <= statementIndent && STATEMENT.test(rest.trimStart())) {
        open = []
        see(END, { inside: 'code', string: undefined, open })
      }
      if (!string && open.length === 0) statementIndent = indent
    }
    if (character === '\n') {
      comment = false
      // A string of one line that was not closed ends with it.
      if (string?.quote.length === 1 && text[at - 1] !== '\\') string = undefined
      lineStart = true
    } else if (string) {
      if (character === '\\') {
        see(character, { inside: 'string', string: string.at, open })
        at++
        if (at < end) see(text[at] ?? '', { inside: 'string', string: string.at, open })
        continue
      }
      if (text.startsWith(string.quote, at)) {
        for (const quote of string.quote) see(quote, { inside: 'string', string: string.at, open })
        at += string.quote.length - 1
        string = undefined
        continue
      }
    } else if (!comment) {
      if (character === '#') comment = true
      else if (character === '"' || character === "'") {
        const quote = text.startsWith(character.repeat(3), at) ? character.repeat(3) : character
        string = { at, quote }
        for (const one of quote) see(one, { inside: 'string', string: at, open })
        at += quote.length - 1
        continue
      } else if ('([{'.includes(character)) open = [...open, { at, bracket: character, commas: 0, from: at + 1 }]
      else if (character in CLOSING) {
        const last = open.findLastIndex((one) => one.bracket === CLOSING[character])
        if (last >= 0) open = open.slice(0, last)
      } else if (character === ',' && open.length > 0) {
        const last = open[open.length - 1]!
        open = [...open.slice(0, -1), { ...last, commas: last.commas + 1, from: at + 1 }]
      }
    }
    see(character, { inside: inside(), string: string?.at, open })
  }
  see('', { inside: inside(), string: string?.at, open })
}

/** Splits at commas outside of brackets and strings. */
export function splitArguments(text: string): string[] {
  const parts: string[] = []
  let current = ''
  walk(text, text.length, (character, { inside, open }) => {
    if (character === ',' && inside === 'code' && open.length === 0) {
      parts.push(current.trim())
      current = ''
    } else current += character
  })
  if (current.trim() !== '') parts.push(current.trim())
  return parts
}

/** Where the bracket that opens at `at` closes, or the end of the text. */
export function closingOf(text: string, at: number): number {
  let closed = text.length
  let seen = at
  walk(text.slice(at), text.length - at, (character, { inside, open }) => {
    if (closed === text.length && inside === 'code' && open.length === 0 && character in CLOSING) closed = seen
    if (character !== '') seen++
  })
  return closed
}
