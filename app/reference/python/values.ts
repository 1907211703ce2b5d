/** Python's spelling of `multiprocessing/values` and `multiprocessing/pickle`. */
import type { PythonTable } from './entry.ts'

/** Exceptions that are called as in Python, and need no import there. */
const EXCEPTIONS = `BaseException Exception GeneratorExit KeyboardInterrupt SystemExit ArithmeticError FloatingPointError
  OverflowError ZeroDivisionError AssertionError AttributeError BufferError EOFError ImportError ModuleNotFoundError
  LookupError IndexError KeyError MemoryError NameError UnboundLocalError ReferenceError RuntimeError NotImplementedError
  RecursionError StopAsyncIteration StopIteration SyntaxError IndentationError TabError SystemError TypeError ValueError
  UnicodeError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError OSError BlockingIOError ChildProcessError
  ConnectionError BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError FileExistsError
  FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError
  BaseExceptionGroup ExceptionGroup Warning BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning
  PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning`

const HOOK = 'Classes have no such symbol in Python: '
const INERT = 'A value that is looked at and never run: Python’s `pickle` would import the class.'

export const VALUE_NAMES: PythonTable = {
  ...Object.fromEntries(EXCEPTIONS.split(/\s+/).map((name) => [`values.${name}`, { name: `builtins.${name}` }])),
  'values.OSError': { name: 'builtins.OSError', members: { errno: '.errno', strerror: '.strerror', filename: '.filename' } },
  'values.SyntaxError': { name: 'builtins.SyntaxError', members: { 'static describe': 'str(error)' } },
  'values.BaseExceptionGroup': { name: 'builtins.BaseExceptionGroup', members: { 'static describe': 'str(error)' } },
  'values.PythonError': { none: 'All of Python’s exceptions are a `BaseException`; here they are also an `Error`, and this is what they have in common.' },
  'values.ExceptionClass': { none: '`type[BaseException]`.' },
  'values.QueueEmpty': { name: 'queue.Empty' },
  'values.QueueFull': { name: 'queue.Full' },
  'values.QueueShutDown': { none: '`queue.ShutDown`, since Python 3.13.' },
  'values.osError': { none: '`OSError(errno, strerror)` chooses the class by itself.' },
  'values.nameException': { none: 'A class has its module and name: `__module__`, `__qualname__`.' },
  'values.exceptionClass': { none: '`getattr(module, name)`.' },
  'values.exceptionClasses': { none: '`vars(builtins)`.' },
  'values.raised': { none: '`raise`.' },
  'values.bytes': { none: "A literal: `b'rain in may'`." },
  'values.ByteArray': { name: 'builtins.bytearray' },
  'values.decodeText': { name: 'builtins.bytes.decode' },
  'values.encodeText': { name: 'builtins.str.encode' },
  'values.Complex': { name: 'builtins.complex', members: { constructor: 'complex(real, imag)', real: '.real', imag: '.imag' } },
  'values.Dict': { name: 'builtins.dict', members: { constructor: 'dict(entries)', get: 'get(key)', has: 'key in d', set: 'd[key] = value', delete: 'pop(key, None)', clear: 'clear()' } },
  'values.dict': { none: "A literal: `{'beds': 4}`." },
  'values.equals': { none: '`a == b`.' },
  'values.compare': { none: '`a < b`.' },
  'values.holds': { none: '`a < b`, `a <= b`, `a > b`, `a >= b`.' },
  'values.Comparison': { none: 'Operators of the language.' },
  'values.hash': { name: 'builtins.hash', signature: '(obj, /)' },
  'values.Float': { name: 'builtins.float', members: { toJSON: null } },
  'values.float': { none: 'A literal: `1.0`.' },
  'values.int': { name: 'builtins.int' },
  'values.isFloat': { none: '`isinstance(value, float)`.' },
  'values.isInt': { none: '`isinstance(value, int)`.' },
  'values.KEY': { none: `${HOOK}\`__eq__\` and \`__hash__\`.` },
  'values.REPR': { none: `${HOOK}\`__repr__\`.` },
  'values.STR': { none: `${HOOK}\`__str__\`.` },
  'values.TYPE_NAME': { none: `${HOOK}\`type(value).__name__\`.` },
  'values.Hooks': { none: 'Methods with double underscores.' },
  'values.NestedRepr': { none: '`repr()` itself.' },
  'values.Range': { name: 'builtins.range', members: { constructor: 'range(start, stop, step)', start: '.start', stop: '.stop', step: '.step', length: 'len(r)', at: 'r[index]', 'for … of': 'for number in r:' } },
  'values.repr': { name: 'builtins.repr', signature: '(obj, /)' },
  'values.str': { name: 'builtins.str' },
  'values.ReprOptions': { none: '`repr()` takes none.' },
  'values.PySet': { name: 'builtins.set', members: { constructor: 'set(iterable)', has: 'item in s', add: 'add(item)', delete: 'discard(item)', clear: 'clear()' } },
  'values.FrozenSet': { name: 'builtins.frozenset', members: { constructor: 'frozenset(iterable)', has: 'item in s', add: null, delete: null, clear: null } },
  'values.Ellipsis': { name: 'builtins.Ellipsis' },
  'values.Slice': { name: 'builtins.slice', members: { constructor: 'slice(start, stop, step)', start: '.start', stop: '.stop', step: '.step' } },
  'values.Tuple': { name: 'builtins.tuple', members: { constructor: 'tuple(iterable)' } },
  'values.tuple': { none: "A literal: `('beds', 4)`." },
  'values.tupleFrom': { none: '`tuple(iterable)`.' },
  'values.typeName': { none: '`type(value).__name__`.' },

  'pickle.dumps': { name: 'pickle.dumps', signature: '(obj, protocol=None, *, fix_imports=True, buffer_callback=None)' },
  'pickle.DumpsOptions': { name: 'pickle.dumps', members: { protocol: 'protocol=', context: null } },
  'pickle.loads': { name: 'pickle.loads', signature: "(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())" },
  'pickle.LoadsOptions': { none: 'Python’s `loads` has no limits, and always calls what the pickle names.' },
  'pickle.PicklingError': { name: 'pickle.PicklingError' },
  'pickle.UnpicklingError': { name: 'pickle.UnpicklingError' },
  'pickle.disassemble': { name: 'pickletools.genops', signature: '(pickle)' },
  'pickle.Opcode': { none: 'What `pickletools.genops` yields: a tuple `(opcode, arg, pos)`.' },
  'pickle.OpcodeInfo': { name: 'pickletools.OpcodeInfo', signature: '(name, code, arg, stack_before, stack_after, proto, doc)', members: { code: '.code', name: '.name', argument: '.arg', protocol: '.proto', meaning: '.doc', runsCode: null } },
  'pickle.OPCODES': { name: 'pickletools.opcodes' },
  'pickle.ArgumentKind': { name: 'pickletools.ArgumentDescriptor' },
  'pickle.DEFAULT_PROTOCOL': { name: 'pickle.DEFAULT_PROTOCOL' },
  'pickle.HIGHEST_PROTOCOL': { name: 'pickle.HIGHEST_PROTOCOL' },
  'pickle.DEFAULT_LIMITS': { none: 'Python ends in `MemoryError`, or not at all.' },
  'pickle.Limits': { none: 'Python ends in `MemoryError`, or not at all.' },
  'pickle.registerReduction': { name: 'copyreg.pickle', signature: '(ob_type, pickle_function, constructor_ob=None)' },
  'pickle.registerGlobal': { none: 'Python imports whatever module a pickle names: `Unpickler.find_class` is where that can be forbidden.' },
  'pickle.GlobalHandlers': { none: 'Python imports whatever module a pickle names.' },
  'pickle.Reduce': { none: '`__reduce__`, or a function for `copyreg.pickle`.' },
  'pickle.Reduction': { none: 'The tuple that `__reduce__` returns: `(callable, args, state, items, entries)`.' },
  'pickle.Global': { none: `${INERT} The class or function itself stands there.` },
  'pickle.Opaque': { none: INERT },
  'pickle.Making': { none: INERT },
}
