/** `RemoteError`: what the server says when the call itself went wrong there. */
import { ProtocolError } from '../errors.ts'
import { isReplyKind } from '../protocol/messages.ts'
import { Exception, PythonError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { repr, typeName } from '../values/index.ts'

const RULE = '-'.repeat(75)

/**
 * The server could not do what was asked, or could not send the result; the message is the server's own traceback.
 * `args[0]` is that text alone (CPython: `multiprocessing.managers.RemoteError`).
 */
export class RemoteError extends Exception {
  constructor(traceback: string) {
    super(traceback)
    Object.defineProperty(this, 'name', { value: 'RemoteError', writable: true, configurable: true })
    this.message = `\n${RULE}\n${traceback}${RULE}`
  }

  /** The server's traceback. */
  get traceback(): string {
    return String(this.args[0])
  }
}

/**
 * The error that a reply stands for (CPython: `convert_to_error`).
 * @param kind the reply's kind, anything but `#RETURN` and `#PROXY`
 */
export function convertToError(kind: unknown, result: unknown): Error {
  if (!isReplyKind(kind)) return new ValueError(`Unrecognized message type ${repr(kind)}`)
  switch (kind) {
    case '#ERROR':
      if (result instanceof Error) return result
      return new OpaqueException(result)
    case '#TRACEBACK':
    case '#UNSERIALIZABLE':
      if (typeof result !== 'string') {
        return new PythonTypeError(`Result ${repr(result)} (kind '${kind}') type is ${typeName(result)}, not str`)
      }
      return new RemoteError(kind === '#TRACEBACK' ? result : `Unserializable message: ${result}\n`)
    case '#RETURN':
    case '#PROXY':
      return new ProtocolError(`a reply of kind ${kind} is not an error`)
  }
}

/** An exception of a class that this process does not know: `args[0]` is the exception as it came. */
export class OpaqueException extends PythonError {
  constructor(value: unknown) {
    super(value)
    this.name = typeName(value)
    this.message = repr(value)
  }
}
