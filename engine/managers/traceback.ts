/**
 * What a server says about an error, in the form that Python prints: clients look for those words.
 *
 * Follows CPython's `traceback.format_exc`: outermost frame first, the error's class and words on the last line.
 */
import { Exception, PythonError, NameError, SyntaxError as PythonSyntaxError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { PicklingError, ProcessError } from '../errors.ts'
import { isOwnFile } from '../tracer.ts'
import { repr } from '../values/index.ts'

/**
 * An error as a Python exception: Python's own and those of `multiprocessing` pass, JavaScript's are mapped by kind, anything
 * else that was thrown is an `Exception` of its repr.
 */
export function toPythonError(thrown: unknown): Error {
  if (thrown instanceof PythonError || thrown instanceof ProcessError || thrown instanceof PicklingError) return thrown
  const error = mapped(thrown)
  if (thrown instanceof Error && thrown.stack !== undefined) error.stack = thrown.stack
  return error
}

function mapped(thrown: unknown): PythonError {
  if (!(thrown instanceof Error)) return new Exception(typeof thrown === 'string' ? thrown : repr(thrown))
  if (thrown instanceof TypeError) return new PythonTypeError(thrown.message)
  if (thrown instanceof RangeError) return new ValueError(thrown.message)
  if (thrown instanceof ReferenceError) return new NameError(thrown.message)
  if (thrown instanceof SyntaxError) return new PythonSyntaxError(thrown.message)
  return new Exception(thrown.name === 'Error' ? thrown.message : `${thrown.name}: ${thrown.message}`)
}

/** `Traceback (most recent call last):` with the frames of `error`, ending with `KeyError: 'x'` and a line break. */
export function formatTraceback(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : toPythonError(thrown)
  const lines = stackFrames(error.stack ?? '').map((frame) => `  File "${frame.file}", line ${frame.line}, in ${frame.name}\n`)
  return `Traceback (most recent call last):\n${lines.reverse().join('')}${errorLine(error)}\n`
}

/** `AttributeError: method 'vent' …`: an error's class and words, as Python ends a traceback. */
export function errorLine(error: Error): string {
  return error.message === '' ? error.name : `${error.name}: ${error.message}`
}

interface StackFrame {
  readonly file: string
  readonly line: number
  readonly name: string
}

const FRAME = /^\s+at (?:async )?(?:(.+?) \()?(.+?):(\d+):\d+\)?$/

/** Frames of a V8 stack, innermost first: the program's own, without Node's and the engine's. */
function stackFrames(stack: string): StackFrame[] {
  const frames: StackFrame[] = []
  for (const text of stack.split('\n')) {
    const found = FRAME.exec(text)
    if (!found) continue
    const [, name = '<module>', file = '', line = '0'] = found
    if (file.startsWith('node:') || isOwnFile(file)) continue
    frames.push({ file: file.replace(/^file:\/\//, ''), line: Number(line), name: name.replace(/^(Object\.|new )/, '') })
  }
  return frames
}
