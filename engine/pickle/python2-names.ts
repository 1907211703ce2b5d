/**
 * Where Python 2 had things. Pickles of protocols 0 to 2 use those names, whoever writes them; from protocol 3 on names are
 * Python 3's. Facts of CPython's `_compat_pickle`, compared with it by a test.
 */
/** Python 3 module → Python 2 module. */
const MODULES: Readonly<Record<string, string>> = {
  builtins: '__builtin__', copyreg: 'copy_reg', queue: 'Queue', socketserver: 'SocketServer', configparser: 'ConfigParser',
  reprlib: 'repr', 'tkinter.filedialog': 'tkFileDialog', 'tkinter.simpledialog': 'tkSimpleDialog',
  'tkinter.colorchooser': 'tkColorChooser', 'tkinter.commondialog': 'tkCommonDialog', 'tkinter.dialog': 'Dialog',
  'tkinter.dnd': 'Tkdnd', 'tkinter.font': 'tkFont', 'tkinter.messagebox': 'tkMessageBox', 'tkinter.scrolledtext': 'ScrolledText',
  'tkinter.constants': 'Tkconstants', 'tkinter.ttk': 'ttk', tkinter: 'Tkinter', _markupbase: 'markupbase', winreg: '_winreg',
  _thread: 'thread', _dummy_thread: 'dummy_thread', 'dbm.bsd': 'dbhash', 'dbm.dumb': 'dumbdbm', 'dbm.ndbm': 'dbm',
  'dbm.gnu': 'gdbm', 'xmlrpc.client': 'xmlrpclib', 'xmlrpc.server': 'SimpleXMLRPCServer', 'http.client': 'httplib',
  'html.entities': 'htmlentitydefs', 'html.parser': 'HTMLParser', 'http.cookies': 'Cookie', 'http.cookiejar': 'cookielib',
  'http.server': 'BaseHTTPServer', 'test.support': 'test.test_support', subprocess: 'commands', 'urllib.parse': 'urlparse',
  'urllib.robotparser': 'robotparser', 'urllib.request': 'urllib2', dbm: 'anydbm', 'collections.abc': '_abcoll', _bz2: 'bz2',
  _dbm: 'dbm', _functools: 'functools', _gdbm: 'gdbm', _pickle: 'pickle',
}

/** Python 3 module and name → Python 2 module and name, where the module alone does not say it. */
const NAMES: Readonly<Record<string, string>> = {
  'builtins range': '__builtin__ xrange', 'functools reduce': '__builtin__ reduce', 'sys intern': '__builtin__ intern',
  'builtins chr': '__builtin__ unichr', 'builtins str': '__builtin__ unicode', 'builtins int': '__builtin__ long',
  'builtins zip': 'itertools izip', 'builtins map': 'itertools imap', 'builtins filter': 'itertools ifilter',
  'itertools filterfalse': 'itertools ifilterfalse', 'itertools zip_longest': 'itertools izip_longest',
  'collections UserDict': 'UserDict IterableUserDict', 'collections UserList': 'UserList UserList',
  'collections UserString': 'UserString UserString', 'dbm whichdb': 'whichdb whichdb', 'socket fromfd': '_socket fromfd',
  'multiprocessing.connection Connection': '_multiprocessing Connection',
  'multiprocessing.context Process': 'multiprocessing.process Process',
  'multiprocessing.popen_fork Popen': 'multiprocessing.forking Popen',
  'multiprocessing.context AuthenticationError': 'multiprocessing AuthenticationError',
  'multiprocessing.context BufferTooShort': 'multiprocessing BufferTooShort',
  'multiprocessing.context ProcessError': 'multiprocessing ProcessError',
  'multiprocessing.context TimeoutError': 'multiprocessing TimeoutError',
  'urllib.error ContentTooShortError': 'urllib ContentTooShortError', 'urllib.error HTTPError': 'urllib2 HTTPError',
  'urllib.error URLError': 'urllib2 URLError', 'urllib.request getproxies': 'urllib getproxies',
  'urllib.request pathname2url': 'urllib pathname2url', 'urllib.request url2pathname': 'urllib url2pathname',
  'urllib.request urlcleanup': 'urllib urlcleanup', 'urllib.request urlopen': 'urllib urlopen',
  'urllib.request urlretrieve': 'urllib urlretrieve', 'urllib.parse quote_plus': 'urllib quote_plus',
  'urllib.parse quote': 'urllib quote', 'urllib.parse unquote_plus': 'urllib unquote_plus',
  'urllib.parse unquote': 'urllib unquote', 'urllib.parse urlencode': 'urllib urlencode',
  '_functools reduce': '__builtin__ reduce', 'tkinter.filedialog FileDialog': 'FileDialog FileDialog',
  'tkinter.filedialog LoadFileDialog': 'FileDialog LoadFileDialog', 'tkinter.filedialog SaveFileDialog': 'FileDialog SaveFileDialog',
  'tkinter.simpledialog SimpleDialog': 'SimpleDialog SimpleDialog', 'xmlrpc.server ServerHTMLDoc': 'DocXMLRPCServer ServerHTMLDoc',
  'xmlrpc.server XMLRPCDocGenerator': 'DocXMLRPCServer XMLRPCDocGenerator',
  'xmlrpc.server DocXMLRPCRequestHandler': 'DocXMLRPCServer DocXMLRPCRequestHandler',
  'xmlrpc.server DocXMLRPCServer': 'DocXMLRPCServer DocXMLRPCServer',
  'xmlrpc.server DocCGIXMLRPCRequestHandler': 'DocXMLRPCServer DocCGIXMLRPCRequestHandler',
  'http.server SimpleHTTPRequestHandler': 'SimpleHTTPServer SimpleHTTPRequestHandler',
  'http.server CGIHTTPRequestHandler': 'CGIHTTPServer CGIHTTPRequestHandler', '_socket socket': 'socket _socketobject',
}

/** Names that are only ever read: Python 3 has no one name that would be written as these. */
const READ_ONLY_MODULES: Readonly<Record<string, string>> = {
  cPickle: 'pickle', _elementtree: 'xml.etree.ElementTree', FileDialog: 'tkinter.filedialog', SimpleDialog: 'tkinter.simpledialog',
  DocXMLRPCServer: 'xmlrpc.server', SimpleHTTPServer: 'http.server', CGIHTTPServer: 'http.server', UserDict: 'collections',
  UserList: 'collections', UserString: 'collections', whichdb: 'dbm', StringIO: 'io', cStringIO: 'io',
}
const READ_ONLY_NAMES: Readonly<Record<string, string>> = {
  '__builtin__ basestring': 'builtins str', 'exceptions StandardError': 'builtins Exception',
  'UserDict UserDict': 'collections UserDict', 'socket _socketobject': 'socket SocketType',
}
/** Modules and names that are only ever written: what they are written as is read as something else. */
const WRITE_ONLY_MODULES = new Set(['_bz2', '_dbm', '_functools', '_gdbm', '_pickle'])
const WRITE_ONLY_NAMES = /^(_functools reduce|_socket socket|tkinter\.|xmlrpc\.|http\.)/

/** Python 2 kept its exceptions in a module of that name. */
const EXCEPTIONS = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning EOFError
  EnvironmentError Exception FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError
  IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError NotImplementedError OSError OverflowError
  PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration SyntaxError SyntaxWarning SystemError
  SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError
  UnicodeWarning UserWarning ValueError Warning ZeroDivisionError`.split(/\s+/),
)
/** Kinds of OSError that Python 2 had no classes for. */
const OS_ERRORS = new Set(
  `BrokenPipeError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
  FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError
  TimeoutError`.split(/\s+/),
)

const split = (name: string): [module: string, name: string] => name.split(' ') as [string, string]
const inverted = (table: Readonly<Record<string, string>>, keep: (key: string) => boolean): [string, string][] =>
  Object.entries(table).filter(([key]) => keep(key)).map(([key, value]) => [value, key])

const modulesRead = new Map([...inverted(MODULES, (module) => !WRITE_ONLY_MODULES.has(module)), ...Object.entries(READ_ONLY_MODULES)])
const namesRead = new Map([...inverted(NAMES, (name) => !WRITE_ONLY_NAMES.test(name)), ...Object.entries(READ_ONLY_NAMES)])
const modulesWritten = new Map(Object.entries(MODULES))
const namesWritten = new Map(Object.entries(NAMES))

/** What a name in a pickle of protocol 0 to 2 is called in Python 3. */
export function python3Name(module: string, name: string): [module: string, name: string] {
  const known = namesRead.get(`${module} ${name}`)
  if (known !== undefined) return split(known)
  if (module === 'exceptions' && EXCEPTIONS.has(name)) return ['builtins', name]
  return [modulesRead.get(module) ?? module, name]
}

/** What a Python 3 name is called in a pickle of protocol 0 to 2. */
export function python2Name(module: string, name: string): [module: string, name: string] {
  const known = namesWritten.get(`${module} ${name}`)
  if (known !== undefined) return split(known)
  if (module === 'builtins') {
    if (EXCEPTIONS.has(name)) return ['exceptions', name]
    if (OS_ERRORS.has(name)) return ['exceptions', 'OSError']
    if (name === 'ModuleNotFoundError') return ['exceptions', 'ImportError']
  }
  return [modulesWritten.get(module) ?? module, name]
}
