/** Reads the text of a Python traceback: which exception it is about. */

/** One exception, as the last lines of a traceback name it. */
export interface TracebackError {
  /** Name of the class, without its module. */
  readonly type: string
  readonly message: string
}

const CHAIN =
  /\n\n(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):\n\n/
const HEAD = 'Traceback (most recent call last):'
const NAMED = /^([A-Za-z_][\w.]*)(?:: ?([\s\S]*))?$/
/** CPython's words for a method that is not in `exposed`. */
const UNEXPOSED = /^method '([^']*)' of [\s\S]* object is not in exposed=/

/**
 * The exception that a traceback tells of. Where one was raised while another was handled it is the last one, with one
 * exception: for an unexposed method CPython's server fails a second time, with a bare `KeyError`, when it looks for a
 * substitute; the first one says what is wrong.
 */
export function parseTraceback(text: string): TracebackError {
  const parts = text.split(CHAIN).map(lastException)
  return parts.find((part) => UNEXPOSED.test(part.message)) ?? parts[parts.length - 1]!
}

function lastException(text: string): TracebackError {
  const lines = text.trimEnd().split('\n')
  let start = lines.indexOf(HEAD) + 1
  while (start > 0 && start < lines.length && /^\s/.test(lines[start]!)) start++
  const words = start < lines.length ? lines.slice(start).join('\n') : lines[lines.length - 1]!
  const named = NAMED.exec(words)
  if (named === null) return { type: 'Exception', message: words }
  return { type: named[1]!.slice(named[1]!.lastIndexOf('.') + 1), message: named[2] ?? '' }
}

/** The words of an exception on one line; of a `RemoteError`, which holds a server's traceback, what that is about. */
export function errorLine(type: string, message: string): string {
  let words = message
  if (message.includes(HEAD)) {
    const inner = parseTraceback(message.replaceAll(/^-{10,}$/gm, '').trim())
    words = inner.message === '' ? inner.type : `${inner.type}: ${inner.message}`
  }
  words = words.trim().replaceAll(/\s*\n\s*/g, ' ⏎ ')
  return words === '' ? type : `${type}: ${words}`
}

/** The method's name, where an error's message says that it is not exposed. */
export function unexposedMethod(message: string): string | undefined {
  return UNEXPOSED.exec(message)?.[1]
}
