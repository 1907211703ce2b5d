/**
 * Python's builtin exceptions, and those of `queue`: as classes, so `instanceof` asks what Python's `except` asks.
 *
 * `args` are the arguments that it was made with, `message` (of JavaScript's Error) is Python's `str(error)`.
 */
import { REPR, STR, TYPE_NAME, type NestedRepr } from './hooks.ts'
import { repr, reprText, str } from './repr.ts'
import { tupleFrom } from './tuple.ts'

/** Arguments may unfold to any length; no message gets longer. */
const MESSAGE = { maxLength: 1_000_000 }

/** Makes an exception of one class. */
export interface ExceptionClass {
  new (...args: unknown[]): PythonError
  readonly prototype: PythonError
}

/** Python's `BaseException`. Its classes' `name` is Python's, `module` says where Python has them. */
export class PythonError extends Error {
  declare readonly module: string
  declare readonly args: readonly unknown[]
  /** What Python keeps in the exception's `__dict__`, such as `__notes__`; absent where that is empty. */
  declare state: unknown

  constructor(...args: unknown[]) {
    super(new.target.describe(args))
    // Not enumerable: Node prints those behind the stack, where the message has said it all.
    Object.defineProperty(this, 'args', { value: args, writable: true, configurable: true })
    Object.defineProperty(this, 'state', { value: undefined, writable: true, configurable: true })
  }

  /** Python's `str()` of an exception with these arguments. */
  static describe(args: readonly unknown[]): string {
    if (args.length === 0) return ''
    return args.length === 1 ? str(args[0], MESSAGE) : repr(tupleFrom(args), MESSAGE)
  }

  get [TYPE_NAME](): string {
    return this.name
  }

  /** `KeyError('x')` */
  [REPR](nested: NestedRepr): string {
    return `${this.name}(${this.args.map(nested).join(', ')})`
  }

  [STR](): string {
    return this.message
  }
}

/** Python's `BaseException`: a `PythonError`. */
export class BaseException extends PythonError {}
/** Python's `Exception`: a `BaseException`. */
export class Exception extends BaseException {}
/** Python's `GeneratorExit`: a `BaseException`. */
export class GeneratorExit extends BaseException {}
/** Python's `KeyboardInterrupt`: a `BaseException`. */
export class KeyboardInterrupt extends BaseException {}
/** Python's `SystemExit`: a `BaseException`. */
export class SystemExit extends BaseException {}

/** Python's `ArithmeticError`: a `Exception`. */
export class ArithmeticError extends Exception {}
/** Python's `FloatingPointError`: a `ArithmeticError`. */
export class FloatingPointError extends ArithmeticError {}
/** Python's `OverflowError`: a `ArithmeticError`. */
export class OverflowError extends ArithmeticError {}
/** Python's `ZeroDivisionError`: a `ArithmeticError`. */
export class ZeroDivisionError extends ArithmeticError {}
/** Python's `AssertionError`: a `Exception`. */
export class AssertionError extends Exception {}
/** Python's `AttributeError`: a `Exception`. */
export class AttributeError extends Exception {}
/** Python's `BufferError`: a `Exception`. */
export class BufferError extends Exception {}
/** Python's `EOFError`: a `Exception`. */
export class EOFError extends Exception {}
/** Python's `ImportError`: a `Exception`. */
export class ImportError extends Exception {}
/** Python's `ModuleNotFoundError`: a `ImportError`. */
export class ModuleNotFoundError extends ImportError {}
/** Python's `LookupError`: a `Exception`. */
export class LookupError extends Exception {}
/** Python's `IndexError`: a `LookupError`. */
export class IndexError extends LookupError {}
/** `str(KeyError('x'))` is `'x'`, with the quotes. */
export class KeyError extends LookupError {
  static override describe(args: readonly unknown[]): string {
    return args.length === 1 ? repr(args[0], MESSAGE) : super.describe(args)
  }
}
/** Python's `MemoryError`: a `Exception`. */
export class MemoryError extends Exception {}
/** Python's `NameError`: a `Exception`. */
export class NameError extends Exception {}
/** Python's `UnboundLocalError`: a `NameError`. */
export class UnboundLocalError extends NameError {}
/** Python's `ReferenceError`: a `Exception`. */
export class ReferenceError extends Exception {}
/** Python's `RuntimeError`: a `Exception`. */
export class RuntimeError extends Exception {}
/** Python's `NotImplementedError`: a `RuntimeError`. */
export class NotImplementedError extends RuntimeError {}
/** Python's `RecursionError`: a `RuntimeError`. */
export class RecursionError extends RuntimeError {}
/** Python's `StopAsyncIteration`: a `Exception`. */
export class StopAsyncIteration extends Exception {}
/** Python's `StopIteration`: a `Exception`. */
export class StopIteration extends Exception {}
/** Python's `SyntaxError`: a `Exception`. */
export class SyntaxError extends Exception {
  /** `invalid syntax (garden.py, line 3)` */
  static override describe(args: readonly unknown[]): string {
    const [message, details] = args
    if (args.length !== 2 || !Array.isArray(details)) return args.length > 0 ? str(message, MESSAGE) : 'None'
    const [file, line] = details as unknown[]
    const parts = [typeof file === 'string' ? file.replace(/^.*\//, '') : undefined, typeof line === 'number' ? `line ${line}` : undefined]
    const place = parts.filter((part) => part !== undefined).join(', ')
    return place === '' ? str(message, MESSAGE) : `${str(message, MESSAGE)} (${place})`
  }
}
/** Python's `IndentationError`: a `SyntaxError`. */
export class IndentationError extends SyntaxError {}
/** Python's `TabError`: a `IndentationError`. */
export class TabError extends IndentationError {}
/** Python's `SystemError`: a `Exception`. */
export class SystemError extends Exception {}
/** Python's `TypeError`: a `Exception`. */
export class TypeError extends Exception {}
/** Python's `ValueError`: a `Exception`. */
export class ValueError extends Exception {}
/** Python's `UnicodeError`: a `ValueError`. */
export class UnicodeError extends ValueError {}
/** Arguments: encoding, object, start, end, reason. */
export class UnicodeDecodeError extends UnicodeError {
  static override describe(args: readonly unknown[]): string {
    const [encoding, object, start, end, reason] = args
    if (!(object instanceof Uint8Array) || typeof start !== 'number' || typeof end !== 'number') return super.describe(args)
    if (end !== start + 1) return `'${str(encoding, MESSAGE)}' codec can't decode bytes in position ${start}-${end - 1}: ${str(reason, MESSAGE)}`
    const byte = (object[start] ?? 0).toString(16).padStart(2, '0')
    return `'${str(encoding, MESSAGE)}' codec can't decode byte 0x${byte} in position ${start}: ${str(reason, MESSAGE)}`
  }
}
/** Arguments: encoding, object, start, end, reason. */
export class UnicodeEncodeError extends UnicodeError {
  static override describe(args: readonly unknown[]): string {
    const [encoding, object, start, end, reason] = args
    if (typeof object !== 'string' || typeof start !== 'number' || typeof end !== 'number') return super.describe(args)
    if (end !== start + 1) return `'${str(encoding, MESSAGE)}' codec can't encode characters in position ${start}-${end - 1}: ${str(reason, MESSAGE)}`
    const character = escapeCharacter([...object][start] ?? '')
    return `'${str(encoding, MESSAGE)}' codec can't encode character '${character}' in position ${start}: ${str(reason, MESSAGE)}`
  }
}
/** Python's `UnicodeTranslateError`: a `UnicodeError`. */
export class UnicodeTranslateError extends UnicodeError {}

/** Errors of the operating system: arguments errno, strerror, and where there is one the file's name. */
export class OSError extends Exception {
  static override describe(args: readonly unknown[]): string {
    const [errno, strerror, filename, , filename2] = args
    if (args.length < 2 || args.length > 5) return super.describe(args)
    const text = `[Errno ${str(errno, MESSAGE)}] ${str(strerror, MESSAGE)}`
    if (filename === undefined || filename === null) return text
    const first = `${text}: ${repr(filename, MESSAGE)}`
    return filename2 === undefined || filename2 === null ? first : `${first} -> ${repr(filename2, MESSAGE)}`
  }

  get errno(): unknown {
    return this.args.length > 1 ? this.args[0] : null
  }

  get strerror(): unknown {
    return this.args.length > 1 ? this.args[1] : null
  }

  get filename(): unknown {
    return this.args.length > 2 ? this.args[2] : null
  }

  /** As in Python the file names are no part of the `repr()`. */
  override [REPR](nested: NestedRepr): string {
    const shown = this.args.length > 2 && this.args.length <= 5 ? this.args.slice(0, 2) : this.args
    return `${this.name}(${shown.map(nested).join(', ')})`
  }
}
/** Python's `BlockingIOError`: a `OSError`. */
export class BlockingIOError extends OSError {}
/** Python's `ChildProcessError`: a `OSError`. */
export class ChildProcessError extends OSError {}
/** Python's `ConnectionError`: a `OSError`. */
export class ConnectionError extends OSError {}
/** Python's `BrokenPipeError`: a `ConnectionError`. */
export class BrokenPipeError extends ConnectionError {}
/** Python's `ConnectionAbortedError`: a `ConnectionError`. */
export class ConnectionAbortedError extends ConnectionError {}
/** Python's `ConnectionRefusedError`: a `ConnectionError`. */
export class ConnectionRefusedError extends ConnectionError {}
/** Python's `ConnectionResetError`: a `ConnectionError`. */
export class ConnectionResetError extends ConnectionError {}
/** Python's `FileExistsError`: a `OSError`. */
export class FileExistsError extends OSError {}
/** Python's `FileNotFoundError`: a `OSError`. */
export class FileNotFoundError extends OSError {}
/** Python's `InterruptedError`: a `OSError`. */
export class InterruptedError extends OSError {}
/** Python's `IsADirectoryError`: a `OSError`. */
export class IsADirectoryError extends OSError {}
/** Python's `NotADirectoryError`: a `OSError`. */
export class NotADirectoryError extends OSError {}
/** Python's `PermissionError`: a `OSError`. */
export class PermissionError extends OSError {}
/** Python's `ProcessLookupError`: a `OSError`. */
export class ProcessLookupError extends OSError {}
/** Python's `TimeoutError`: a `OSError`. */
export class TimeoutError extends OSError {}

/** Python's `BaseExceptionGroup`: a `BaseException`. */
export class BaseExceptionGroup extends BaseException {
  /** `two failed (2 sub-exceptions)` */
  static override describe(args: readonly unknown[]): string {
    const [message, exceptions] = args
    if (!Array.isArray(exceptions)) return super.describe(args)
    return `${str(message, MESSAGE)} (${exceptions.length} sub-exception${exceptions.length === 1 ? '' : 's'})`
  }
}
/** In Python also an `Exception`; here `instanceof` knows one line of ancestors. */
export class ExceptionGroup extends BaseExceptionGroup {}

/** Python's `Warning`: a `Exception`. */
export class Warning extends Exception {}
/** Python's `BytesWarning`: a `Warning`. */
export class BytesWarning extends Warning {}
/** Python's `DeprecationWarning`: a `Warning`. */
export class DeprecationWarning extends Warning {}
/** Python's `EncodingWarning`: a `Warning`. */
export class EncodingWarning extends Warning {}
/** Python's `FutureWarning`: a `Warning`. */
export class FutureWarning extends Warning {}
/** Python's `ImportWarning`: a `Warning`. */
export class ImportWarning extends Warning {}
/** Python's `PendingDeprecationWarning`: a `Warning`. */
export class PendingDeprecationWarning extends Warning {}
/** Python's `ResourceWarning`: a `Warning`. */
export class ResourceWarning extends Warning {}
/** Python's `RuntimeWarning`: a `Warning`. */
export class RuntimeWarning extends Warning {}
/** Python's `SyntaxWarning`: a `Warning`. */
export class SyntaxWarning extends Warning {}
/** Python's `UnicodeWarning`: a `Warning`. */
export class UnicodeWarning extends Warning {}
/** Python's `UserWarning`: a `Warning`. */
export class UserWarning extends Warning {}

/** `queue.Empty`: `get` of an empty queue that may not wait. */
export class QueueEmpty extends Exception {}
/** `queue.Full`: `put` into a full queue that may not wait. */
export class QueueFull extends Exception {}
/** `queue.ShutDown`, since CPython 3.13. */
export class QueueShutDown extends Exception {}

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) ?? 0
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`
}

/** Kinds of OSError by errno, as CPython chooses them when it makes an `OSError`. Numbers of Linux. */
const osErrorKinds = new Map<unknown, ExceptionClass>([
  [1, PermissionError], [2, FileNotFoundError], [3, ProcessLookupError], [4, InterruptedError], [10, ChildProcessError],
  [11, BlockingIOError], [13, PermissionError], [17, FileExistsError], [20, NotADirectoryError], [21, IsADirectoryError],
  [32, BrokenPipeError], [103, ConnectionAbortedError], [104, ConnectionResetError], [108, BrokenPipeError],
  [110, TimeoutError], [111, ConnectionRefusedError], [114, BlockingIOError], [115, BlockingIOError],
])

/** What Python makes of `OSError(errno, strerror, …)`: the class that the errno has. */
export function osError(...args: unknown[]): PythonError {
  const kind = args.length > 1 ? osErrorKinds.get(args[0]) : undefined
  return new (kind ?? OSError)(...args)
}

/** All classes by the name that Python has for them. The keys, not the classes' own names: those may be shortened by a build. */
const builtins: Readonly<Record<string, ExceptionClass>> = {
  BaseException, Exception, GeneratorExit, KeyboardInterrupt, SystemExit,
  ArithmeticError, FloatingPointError, OverflowError, ZeroDivisionError, AssertionError, AttributeError, BufferError, EOFError,
  ImportError, ModuleNotFoundError, LookupError, IndexError, KeyError, MemoryError, NameError, UnboundLocalError, ReferenceError,
  RuntimeError, NotImplementedError, RecursionError, StopAsyncIteration, StopIteration, SyntaxError, IndentationError, TabError,
  SystemError, TypeError, ValueError, UnicodeError, UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError,
  OSError, BlockingIOError, ChildProcessError, ConnectionError, BrokenPipeError, ConnectionAbortedError, ConnectionRefusedError,
  ConnectionResetError, FileExistsError, FileNotFoundError, InterruptedError, IsADirectoryError, NotADirectoryError,
  PermissionError, ProcessLookupError, TimeoutError, BaseExceptionGroup, ExceptionGroup,
  Warning, BytesWarning, DeprecationWarning, EncodingWarning, FutureWarning, ImportWarning, PendingDeprecationWarning,
  ResourceWarning, RuntimeWarning, SyntaxWarning, UnicodeWarning, UserWarning,
}
const queues: Readonly<Record<string, ExceptionClass>> = { Empty: QueueEmpty, Full: QueueFull, ShutDown: QueueShutDown }

const classes = new Map<string, ExceptionClass>()

/**
 * Gives an exception class the module and name that Python knows it by, so that `exceptionClass` finds it.
 * Tracebacks and `repr` show the name.
 */
export function nameException(made: ExceptionClass, module: string, name: string): void {
  Object.defineProperty(made.prototype, 'name', {
    configurable: true,
    // A class derived elsewhere, without a name in Python, goes by its own.
    get(this: PythonError) {
      return this.constructor === made ? name : this.constructor.name
    },
    set(this: PythonError, own: string) {
      Object.defineProperty(this, 'name', { value: own, configurable: true, writable: true })
    },
  })
  Object.defineProperty(made.prototype, 'module', { value: module, configurable: true, writable: true })
  classes.set(`${module}.${name}`, made)
}

nameException(PythonError, 'builtins', 'BaseException')
for (const [name, made] of Object.entries(builtins)) nameException(made, 'builtins', name)
for (const [name, made] of Object.entries(queues)) nameException(made, 'queue', name)

/** The exception class that Python has under that module and name; `undefined` for one that is not known here. */
export function exceptionClass(module: string, name: string): ExceptionClass | undefined {
  const home = module === '_queue' ? 'queue' : module === 'exceptions' ? 'builtins' : module
  return classes.get(`${home}.${name}`)
}

/** Every known exception class with its module and name. */
export function exceptionClasses(): { readonly module: string; readonly name: string; readonly made: ExceptionClass }[] {
  return [...classes].map(([key, made]) => {
    const dot = key.lastIndexOf('.')
    return { module: key.slice(0, dot), name: key.slice(dot + 1), made }
  })
}

/**
 * An exception by its Python name: `raised('KeyError', 'basil')`, `raised('queue.Empty')`.
 * @throws ValueError for a name that is not known
 */
export function raised(name: string, ...args: unknown[]): PythonError {
  const dot = name.lastIndexOf('.')
  const made = exceptionClass(dot < 0 ? 'builtins' : name.slice(0, dot), name.slice(dot + 1))
  if (!made) throw new ValueError(`an exception's name is one of Python's builtins or of queue, got ${reprText(name)}`)
  return new made(...args)
}
