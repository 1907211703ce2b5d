/**
 * The variable that a program keeps a shared object in, read from the line that asked for the object. Only a plain
 * assignment counts: one name on the left, and nothing but the call that made the object on the right, so that what is
 * shown as a name is the person's own and never a guess.
 *
 * `gate = manager.Lock()` · `gate: Lock = manager.Lock()` · `const gate = await manager.Lock()` · `let beds: Dict = await m.dict({`
 */

/** A name, an optional type, an equals sign that is not a comparison. */
const LEFT = /^\s*(?:(?:export\s+)?(?:const|let|var)\s+)?([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::\s*[^=]+?)?\s*=(?![=>])\s*/u
/** `await`, a path of plain names, the called name, and its opening parenthesis. A type argument may stand before that. */
const CALLED = /^(?:\(?\s*await\s+)?(?:[\p{L}_$][\p{L}\p{N}_$]*\s*[.]\s*)+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^()]*>)?\s*\(/u
/** Words that a statement begins with and that look like a name. */
const KEYWORDS = new Set(['return', 'yield', 'await', 'if', 'while', 'for', 'with', 'assert', 'del', 'raise', 'throw', 'new', 'this', 'self', 'type'])

/** A call of more lines than this is not followed to its end. */
const MOST_LINES = 60

/**
 * @param text the file
 * @param line 1-based line that asked for the object: where the call begins
 * @param called the method that made it: the typeid of a `create`, else the name of the method that was called
 * @returns the variable, or undefined where the line is no plain assignment of that call
 */
export function assignedName(text: string, line: number, called: string): string | undefined {
  const lines = text.split('\n')
  const first = lines[line - 1]
  if (first === undefined) return undefined
  const left = LEFT.exec(first)
  const name = left?.[1]
  if (left === null || name === undefined || KEYWORDS.has(name)) return undefined
  const right = [first.slice(left[0].length), ...lines.slice(line, line + MOST_LINES)].join('\n')
  const call = CALLED.exec(right)
  if (call?.[1] !== called) return undefined
  const end = closing(right, call[0].length)
  return end !== undefined && nothingFollows(right.slice(end), right.startsWith('(')) ? name : undefined
}

/** Whether the statement is over: what follows is the end of its line, a semicolon or a comment. */
function nothingFollows(rest: string, inParentheses: boolean): boolean {
  const line = rest.split('\n', 1)[0] ?? ''
  return (inParentheses ? /^\s*\)\s*;?\s*(?:(?:#|\/\/).*)?$/ : /^\s*;?\s*(?:(?:#|\/\/).*)?$/).test(line) && !continues(rest, line.length)
}

/** Whether the next line goes on with the call's result: `.get('x')` on a line of its own. */
function continues(rest: string, from: number): boolean {
  return /^\s*(?:\.|\?\.|\[)/.test(rest.slice(from + 1).split('\n', 1)[0] ?? '')
}

const QUOTES = new Set(['"', "'", '`'])

/** Index after the parenthesis that closes the one before `from`; undefined where the text ends first. */
function closing(text: string, from: number): number | undefined {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? ''
    if (QUOTES.has(character)) at = afterString(text, at) - 1
    else if (character === '#' || (character === '/' && text[at + 1] === '/')) at = lineEnd(text, at)
    else if (character === '(' || character === '[' || character === '{') depth += 1
    else if (character === ')' || character === ']' || character === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return undefined
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** Index after a string that begins at `from`; Python's triple quotes too. */
function afterString(text: string, from: number): number {
  const quote = text[from] ?? ''
  const triple = quote.repeat(3)
  const end = text.startsWith(triple, from) && quote !== '`' ? triple : quote
  for (let at = from + end.length; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text.startsWith(end, at)) return at + end.length
  }
  return text.length
}
