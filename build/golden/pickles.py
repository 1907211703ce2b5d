"""Writes engine/test/golden/pickle/*.json and engine/test/golden/values/*.json: CPython's pickles, and what its values say.

`python3 build/golden/pickles.py` writes the files, `--check` compares them. The files are CPython 3.13's; the cases
themselves run with any. (The script is not called pickle.py: the other scripts of this folder would import it for the
module of that name.)

A case is a Python expression. Written down are its `repr()`, its `str()`, the name of its type and its pickle in each
protocol, as hexadecimal; where that is long its length and SHA-256. `loaded` is the `repr()` after a protocol that changes
the value.
"""

import hashlib
import itertools
import json
import os
import pickle
import random
import struct
import subprocess
import sys

SEED = 20080401

#: Pickles longer than this are told by their digest, for protocols other than 4.
LONG = 2000

PREAMBLE = '''
import array, collections, datetime, decimal, fractions, functools, ipaddress, itertools, operator, pathlib, queue, types, uuid
from multiprocessing.context import AuthenticationError, BufferTooShort, ProcessError
from multiprocessing.managers import Namespace, RemoteError, Token, Value
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple
nan, inf = float('nan'), float('inf')

def recursive_list():
    made = [1]
    made.append(made)
    return made

def recursive_dict():
    made = {}
    made['self'] = made
    return made

def recursive_tuple():
    inside = []
    made = (inside, 5)
    inside.append(made)
    return made

def recursive_long_tuple():
    inside = []
    made = (1, 2, 3, inside)
    inside.append(made)
    return made

def shared_list():
    part = [1, 2]
    return [part, part, (part, part)]

def shared_mix():
    text, key = ''.join(['ba', 'sil']), b'\\x00key'
    bed = {'plant': text, 'key': key}
    return {'beds': [bed, bed, bed], 'key': key, 'plant': text}

def raised(error, **state):
    for name, value in state.items():
        setattr(error, name, value)
    return error
'''

NUMBERS = '''
None; True; False; 0; 1; -1; 2; 127; 128; 255; 256; 257; 65535; 65536; 65537; -128; -129; -255; -256; -65536
2147483647; 2147483648; -2147483648; -2147483649; 4294967295; 4294967296; 2**53 - 1; 2**53; 2**53 + 1; -2**53; -2**53 - 1
2**63 - 1; 2**63; -2**63; -2**63 - 1; 2**64; 2**127; -2**127; 2**128 + 12345; -2**200 + 7; 10**50; 3**700; -3**700; 7**900; 2**2039; 2**2040; -2**2040
2**47 - 1; 2**47; -2**47; 2**48; -2**48 - 1
0.0; -0.0; 1.0; -1.0; 1.5; 0.1; 1/3; 1e16; 1e15; 123456789012345680.0; 1e-4; 1e-5; 1.5e-7; 1e22; 1e100; 1e300; 5e-324; 1.7976931348623157e308
inf; -inf; nan; 2.0**53; 2.0**53 - 1; -2.0**60; 1e21; 123456.789; 9007199254740993.0; 100.0; 1e5
0j; 1j; 1+2j; -1.5-2j; complex(-0.0, 1); complex(0.0, -0.0); complex(1, -0.0); complex(nan, inf); complex(1e16, 1e-5); complex(-0.0, -0.0); 3+0j
[1, 1.0, True]; [0, 0.0, False, -0.0]; [-1, 255, 256, 65536, 2**31, 2**40]
'''

TEXT = r'''
''; 'a'; 'basil'; "it's"; 'say "x"'; """it's "x" """; '\\'; 'a\nb'; '\t\r\n'; '\0'; '\x01\x1a\x1f\x7f'; '\x80\xa0\xad\xff'; 'ä'; 'Zürich'; '\u0100'; '\u2028\u2029\u200b\ufeff'; '€'
'日本語'; '🌱'; 'a🌱b'; '\U0010ffff'; '\ud800'; 'a\udcffb'; '\udfff\ud800'; '\ue000'; '\uffff'; '\u0301'; '\u0600'; '\u3000'; '\x85'; 'é'
'x' * 255; 'x' * 256; 'x' * 300; 'ä' * 127; 'ä' * 128; '\\u0041'; '\\\\u0041'; '\\\n'; 'a\\'; "'"; '"'; 'back\\slash\'s "all"'
b''; b'a'; b'basil'; b"it's"; b'say "x"'; b"""it's "x" """; b'\\'; b'\x00\x01\xff'; b'\t\n\r'; b'\x80\x7f~'; bytes(range(256)); b'x' * 255; b'x' * 256
bytearray(); bytearray(b'a'); bytearray(b"it's"); bytearray(bytes(range(256))); bytearray(b'\xff' * 300)
['a', 'a', 'b', 'a']; ['', '']; ['basil', 'BASIL', 'basil']
'''

CONTAINERS = '''
(); (1,); (1, 2); (1, 2, 3); (1, 2, 3, 4); ((),); ((1,), ((2,),)); ('a', 'a'); (None, True, False); tuple(range(10)); tuple(range(1500))
[]; [1]; [1, 2]; [[]]; [[], [[]], [[[]]]]; [(), (1,), [2]]; list(range(10)); list(range(999)); list(range(1000)); list(range(1001)); list(range(2000)); list(range(2001))
{}; {'a': 1}; {'a': 1, 'b': 2}; {1: 'x', 2.5: 'y', None: 'z', True: 't'}; {(1, 'a'): [1]}; {b'k': {}}; {frozenset([1]): 1}; {'a': {'b': {'c': {}}}}
{i: i for i in range(999)}; {i: i for i in range(1000)}; {i: i for i in range(1001)}; {i: str(i) for i in range(2000)}
{1j: 1, 'x': 2}; {0: 'int'}; {0.0: 'float'}; {False: 'bool'}; {range(3): 1}
set(); {1}; {1, 2, 3}; {None}; {(1, 2)}; set(range(999)); set(range(1000)); set(range(1001)); {'basil'}; {1.5, 2}
frozenset(); frozenset([1]); frozenset([1, 2, 3]); frozenset([(1, 'a')]); {frozenset([1]), frozenset()}; frozenset(range(1500)); frozenset([frozenset([frozenset()])])
recursive_list(); recursive_dict(); recursive_tuple(); recursive_long_tuple(); shared_list(); shared_mix()
[[1, 2], {'a': (1, 2)}, 'a', b'a', 1.5, None]; ('#RETURN', None); ('7f12ab', 'append', (5,), {}); (None, 'create', ('list', [1, 2]), {'deep': True})
[{'name': 'bed %d' % i, 'plants': ['basil', 'mint'], 'wet': i % 2 == 0, 'depth': i / 4} for i in range(20)]
[[[[[[[[[[[[]]]]]]]]]]]]; {'k%d' % i: ['v'] * 3 for i in range(30)}; [str(i) for i in range(300)]; [float(i) for i in range(10)]
'''

BUILTINS = '''
range(0); range(5); range(1, 10); range(0, 10, 3); range(10, 0, -1); range(2**70); slice(None); slice(1); slice(1, 2); slice(1, 10, 2); slice('a', None, (1,)); Ellipsis; [..., ...]
[range(3), slice(3), 1j]; NotImplemented; int; list; len; print; dict.fromkeys; [int, int, str]; (dict, list, set); getattr; type(None); type(...); [1, 2].append; OrderedDict.fromkeys; str.join
iter([1, 2]); iter((1, 2)); iter('ab'); iter({1: 2}); reversed([1, 2]); iter(range(3)); enumerate([1]); zip([1], [2]); map(str, [1]); itertools.count(5); object
'''

EXCEPTIONS = '''
Exception(); Exception('x'); Exception('x', 1); ValueError('bad'); KeyError('basil'); KeyError(('a', 1)); KeyError(); KeyError('a', 'b'); IndexError('list index out of range')
TypeError("'<' not supported"); AttributeError("'Bed' object has no attribute 'vent'"); EOFError(); StopIteration(5); StopIteration(); RuntimeError('x'); NotImplementedError(); RecursionError('deep')
OSError('x'); OSError(2, 'No such file or directory'); OSError(2, 'No such file or directory', 'garden.txt'); OSError(13, 'Permission denied', 'a', None, 'b'); FileNotFoundError(2, 'No such file or directory', b'x'); ConnectionRefusedError(111, 'Connection refused'); BrokenPipeError(32, 'Broken pipe'); TimeoutError('slow'); BlockingIOError(11, 'again')
ZeroDivisionError('division by zero'); OverflowError(34, 'Numerical result out of range'); AssertionError(); AssertionError("'f' unrecognized"); MemoryError(); NameError("name 'x' is not defined"); UnboundLocalError('x'); ImportError('x'); ModuleNotFoundError("No module named 'x'"); LookupError(1); ArithmeticError(); BufferError('x'); SystemExit(3); KeyboardInterrupt(); GeneratorExit(); Warning('w'); DeprecationWarning('d'); UserWarning('u')
UnicodeDecodeError('utf-8', b'a\\xff', 1, 2, 'invalid start byte'); UnicodeDecodeError('utf-8', b'a\\xff\\xfe', 1, 3, 'invalid'); UnicodeEncodeError('ascii', 'a\\xe4', 1, 2, 'ordinal not in range(128)'); UnicodeEncodeError('ascii', 'a\\xe4\\u20ac', 1, 3, 'ordinal not in range(128)'); UnicodeError('x')
SyntaxError('invalid syntax'); SyntaxError('invalid syntax', ('dir/garden.py', 3, 1, 'a b')); IndentationError('unexpected indent'); ExceptionGroup('two', [ValueError(1), KeyError('x')]); ExceptionGroup('one', [ValueError(1)])
queue.Empty(); queue.Full(); queue.Empty('x'); AuthenticationError('digest sent was rejected'); ProcessError(); BufferTooShort(b'data'); RemoteError('Traceback'); decimal.DivisionByZero('x'); raised(ValueError('x'), note='wet', depth=3); [KeyError('a'), KeyError('a')]; raised(KeyError('a'), __notes__=['be careful'])
BaseException('b'); EnvironmentError('e'); StopAsyncIteration(); pickle.PicklingError('p'); pickle.UnpicklingError('u'); KeyError(1.0); KeyError([1, 'a']); ValueError('a', ['b'], {}); Exception(None); Exception('ü\\n')
'''

OBJECTS = '''
datetime.date(2024, 2, 29); datetime.datetime(2024, 2, 29, 12, 30); datetime.datetime(2024, 2, 29, 12, 30, 15); datetime.datetime(2024, 2, 29, 12, 30, 15, 123456); datetime.datetime(1, 1, 1); datetime.datetime(9999, 12, 31, 23, 59, 59, 999999); datetime.datetime(2024, 1, 1, 0, 0, 0, 5); datetime.datetime(2024, 10, 27, 2, 30, fold=1)
datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc); datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30))); datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(seconds=3661))); datetime.time(); datetime.time(12); datetime.time(12, 30, 15); datetime.time(12, 30, 0, 5); datetime.time(12, tzinfo=datetime.timezone.utc); datetime.time(2, 30, fold=1)
datetime.timezone.utc; datetime.timezone(datetime.timedelta(hours=2)); datetime.timezone(datetime.timedelta(hours=2), 'CEST'); datetime.timedelta(0); datetime.timedelta(1); datetime.timedelta(days=-1, seconds=5); datetime.timedelta(seconds=1, microseconds=5); datetime.timedelta(days=2, hours=3); datetime.timedelta(microseconds=-1); datetime.timedelta(days=1, microseconds=100); datetime.timedelta(hours=25)
decimal.Decimal('1.50'); decimal.Decimal('-0'); decimal.Decimal('NaN'); decimal.Decimal('1E+10'); decimal.Decimal('Infinity'); fractions.Fraction(1, 2); fractions.Fraction(-7, 3); fractions.Fraction(5); uuid.UUID('12345678-1234-5678-1234-567812345678'); uuid.UUID(int=0)
array.array('i'); array.array('i', [1, -2, 3]); array.array('d', [1.0, 1.5]); array.array('B', [0, 255]); array.array('u', 'häl'); array.array('q', [2**60, -5]); array.array('f', [0.5]); array.array('b', [-1]); array.array('H', [65535]); array.array('L', [1]); array.array('I', [4294967295])
deque(); deque([1, 2]); deque([1], maxlen=3); deque(range(5), 2); deque([], 2); OrderedDict(); OrderedDict(a=1, b=2); OrderedDict([('z', []), (1, 2)]); defaultdict(list); defaultdict(list, {'a': [1]}); defaultdict(None, {1: 2}); defaultdict(int, a=1, b=2); Counter(); Counter('abracadabra'); ChainMap({'a': 1}, {'b': 2}); UserDict(a=1); UserList([1, 2]); UserString('us')
types.SimpleNamespace(); types.SimpleNamespace(a=1, b='x'); pathlib.PurePosixPath('/a/b'); pathlib.PurePosixPath('a'); ipaddress.ip_address('10.0.0.1'); functools.partial(int, base=2); operator.itemgetter(1); operator.attrgetter('a.b'); functools.partial(max, 1, 2)
Namespace(); Namespace(x=1, y=[2]); Value('i', 5); Token('list', ('127.0.0.1', 5000), '7f12'); Token('dict', '/tmp/a', 'abc'); [Token('dict', '/tmp/a', 'abc')] * 2; [deque([1]), deque([1])]; {datetime.date(2024, 1, 1): 'new year'}; {uuid.UUID(int=5): 1}; (decimal.Decimal('1.1'), decimal.Decimal('1.1')); {decimal.Decimal(1): 2}
'''

#: Built again by the test, since they are long: name → expression.
LARGE = {
    'bytes of 64 KiB less one': "b'x' * 65535",
    'bytes of 64 KiB': "b'x' * 65536",
    'bytes of 64 KiB in a list': "[1, b'x' * 65536, 2]",
    'bytes of 200000 twice': "[b'y' * 200000, b'z' * 200000]",
    'text of 64 KiB less one': "'x' * 65535",
    'text of 64 KiB': "'x' * 65536",
    'text of 64 KiB in a tuple': "('a', 'x' * 65536, 'b', 'c')",
    'wide text': "'\\xe4' * 40000",
    '30000 ints': 'list(range(30000))',
    '100000 ints': 'list(range(100000))',
    'dict of 20000': "{'k%d' % i: i for i in range(20000)}",
    'set of 50000': 'set(range(50000))',
    'frozenset of 50000': 'frozenset(range(50000))',
    'tuple of 50000 floats': 'tuple(i / 8 for i in range(50000))',
    'records': "[{'name': 'bed %d' % i, 'tags': ['a', 'b'], 'depth': i / 4, 'wet': None} for i in range(5000)]",
    'long int': '7 ** 5000',
}

GROUPS = {'numbers': NUMBERS, 'text': TEXT, 'containers': CONTAINERS, 'builtins': BUILTINS, 'exceptions': EXCEPTIONS, 'objects': OBJECTS}


def cases_of(text):
    """Expressions, separated by `; ` or newlines."""
    return [part.strip() for line in text.strip().split('\n') for part in line.split('; ')]


def digest(data):
    return {'length': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


def pickles_of(make, hexadecimal=True):
    """The pickle in each protocol. The value is made anew for each, so that nothing is shared but what the expression shares."""
    made = []
    for protocol in range(6):
        data = pickle.dumps(make(), protocol)
        made.append(data.hex() if hexadecimal and (len(data) <= LONG or protocol == 4) else digest(data))
    return made


def described(expression, namespace):
    make = lambda: eval(compile(expression, expression, 'eval'), namespace)
    value = make()
    described = {
        'expression': expression,
        'repr': stable(repr(value)),
        'str': stable(str(value)),
        'type': type(value).__name__,
        'hashable': is_hashable(value),
        'pickles': pickles_of(make),
    }
    # Where the old protocols lose something CPython shows it too.
    loaded = {protocol: stable(repr(pickle.loads(pickle.dumps(make(), protocol)))) for protocol in range(6)}
    changed = {protocol: text for protocol, text in loaded.items() if text != described['repr']}
    return dict(described, loaded=changed) if changed else described


def stable(text):
    """None where the text has an address in it, which differs from run to run; a digest where it is long."""
    if ' at 0x' in text:
        return None
    return text if len(text) <= LONG else digest(text.encode('utf-8', 'surrogatepass'))


def is_hashable(value):
    try:
        hash(value)
    except TypeError:
        return False
    return True


COMPARED = '''
0; 1; 2; -1; 1.0; 1.5; True; False; None; 'a'; 'b'; ''; 'ab'; '\\uffff'; '\\U00010000'; b''; b'a'; b'ab'; bytearray(b'a'); (); (1,); (1, 2); (True, 2.0); [1]; [1, 2]; []; {}; {'a': 1}; {1: 'x'}; {1.0: 'x'}
set(); {1}; {1, 2}; {True}; frozenset([1]); frozenset(); 1+0j; 1j; 2**53; 2.0**53; 2**53 + 1; 2**70; 2.0**70; 1e300; 10**300; inf; -inf; nan; -0.0; range(3); range(0, 3, 1); range(0); range(1, 1); range(0, 4, 3); range(0, 5, 3); slice(1); slice(None, 1); Ellipsis
(1, 'a'); (1, None); [nan]; [None]; [[1], 2]; ('a', (1, 2)); ValueError('x'); {'a': {'b': 1}}; {'b': 2, 'a': 1}; {'a': 1, 'b': 2}; datetime.date(2024, 1, 1)
'''


def comparisons(namespace):
    """Every value with every other: one row a value, one character a pair. `1` true, `0` false, `x` TypeError."""
    import operator
    expressions = cases_of(COMPARED)
    values = [eval(expression, namespace) for expression in expressions]
    # Another object of the same kind, as it would come out of a pickle: identity must not decide.
    others = [pickle.loads(pickle.dumps(value)) for value in values]

    def outcome(operation, sign, a, b):
        try:
            return '1' if operation(a, b) else '0'
        except TypeError as error:
            expected = "'%s' not supported between instances of '%s' and '%s'" % (sign, type_name(a), type_name(b))
            # Of containers it names the types of the items that have no order.
            assert str(error) == expected or isinstance(a, (list, tuple)), (str(error), expected)
            return 'x'

    return {
        'values': [{
            'expression': expression,
            'pickle': pickle.dumps(value, 4).hex(),
            'repr': repr(value),
            'type': type_name(value),
            'equal': ''.join('1' if value == other else '0' for other in others),
            'less': ''.join(outcome(operator.lt, '<', value, other) for other in others),
            'greaterOrEqual': ''.join(outcome(operator.ge, '>=', value, other) for other in others),
        } for expression, value in zip(expressions, values)],
    }


def type_name(value):
    """The name in error messages: classes written in C are named with their module."""
    return 'datetime.date' if type(value).__name__ == 'date' else type(value).__name__


def floats():
    """Doubles as eight bytes in hexadecimal, with their repr."""
    generator = random.Random(SEED)
    numbers = [10.0 ** power for power in range(-330, 309) if 10.0 ** power > 0]
    numbers += [struct.unpack('>d', generator.getrandbits(64).to_bytes(8, 'big'))[0] for _ in range(800)]
    numbers += [generator.uniform(-1000, 1000) for _ in range(300)]
    numbers += [generator.randrange(-10**18, 10**18) / 10 ** generator.randrange(0, 25) for _ in range(300)]
    numbers = [number for number in numbers if number == number]
    return [[struct.pack('>d', number).hex(), repr(number)] for number in numbers]


def ranges_and_slices(namespace):
    """Length and items of ranges."""
    expressions = cases_of('range(0); range(5); range(1, 10, 3); range(10, 0, -3); range(0, -5); range(-5, 5, 2); range(2**60, 2**60 + 10, 5); range(5, 5)')
    return [{'expression': e, 'pickle': pickle.dumps(eval(e, namespace), 4).hex(), 'length': len(eval(e, namespace)),
             'items': [str(item) for item in eval(e, namespace)]} for e in expressions]


#: Pickles that no pickler writes, or not CPython 3's: how they end there. Lines of `pickletools` assembler in spirit, as bytes.
RAW = {
    'Python 2 str': b"S'basil'\np0\n.",
    'Python 2 str with escapes': b"S'a\\tb\\x41\\\\'\n.",
    'Python 2 str in double quotes': b'S"it\'s"\n.',
    'Python 2 str without quotes': b'Sbasil\n.',
    'Python 2 str that is not ASCII': b"U\x01\xff.",
    'SHORT_BINSTRING': b'U\x03abc.',
    'BINSTRING': b'T\x03\x00\x00\x00abc.',
    'BINSTRING of negative length': b'T\xff\xff\xff\xff.',
    'unicode line': b'Va\\u20ac\\U0001f331\\\\u0041\xe4\n.',
    'int line': b'I-12\n.', 'int line with spaces': b'I 5\n.', 'long line without L': b'L5\n.', 'no int': b'Ix\n.', 'INT of a long': b'I99999999999999999999\n.',
    'float line': b'F1e5\n.', 'float line inf': b'F-inf\n.', 'float line nan': b'Fnan\n.', 'no float': b'F1.x\n.',
    'DUP': b']2a.', 'POP': b'K\x01K\x020.', 'POP of a mark': b'K\x05(0.', 'POP_MARK': b'K\x01(K\x02K\x031.',
    'LIST': b'(K\x01K\x02l.', 'DICT': b'(K\x01K\x02d.', 'DICT with an odd count': b'(K\x01d.',
    'INST': b'(S"x"\niexceptions\nKeyError\n.', 'OBJ': b'(c__builtin__\nrange\nK\x00K\x03K\x01o.', 'INST without arguments': b'(i__builtin__\nobject\n.',
    'GET before PUT': b'g0\n.', 'PUT with a gap': b'K\x05p7\n0g7\n.', 'PUT and MEMOIZE': b'\x80\x04K\x05q\x05\x940h\x01.', 'LONG_BINPUT': b']r\xff\xff\x00\x00j\xff\xff\x00\x00.',
    'BINGET of nothing': b'h\x00.', 'STOP on an empty stack': b'.', 'STOP under a mark': b'K\x01(.', 'no STOP': b'K\x01', 'empty': b'', 'no opcode': b'\xff.', 'zero': b'\x00',
    'protocol 6': b'\x80\x06N.', 'PROTO twice': b'\x80\x02\x80\x04N.', 'FRAME that is too long': b'\x80\x04\x95\xff\x00\x00\x00\x00\x00\x00\x00N.', 'FRAME of 2': b'\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N.',
    'short text': b'\x8c\x05ab.', 'text that is not UTF-8': b'\x8c\x02\xc3\x28.', 'text with a surrogate': b'\x8c\x03\xed\xa0\x80.', 'overlong text': b'\x8c\x02\xc0\x80.',
    'bytes of 4 GiB': b'B\xff\xff\xff\xffx.', 'bytes of 2**63': b'\x8e\xff\xff\xff\xff\xff\xff\xff\x7fx.', 'text of 2**64 - 1': b'\x8d' + b'\xff' * 8 + b'.', 'LONG4 of negative length': b'\x8b\xff\xff\xff\xff.', 'LONG4 of 2 GiB': b'\x8b\xff\xff\xff\x7fx.',
    'LONG1 of nothing': b'\x8a\x00.', 'LONG1 with padding': b'\x8a\x04\x01\x00\x00\x00.', 'LONG1 of -1': b'\x8a\x01\xff.', 'LONG1 of 7 bytes': b'\x8a\x07\xff\xff\xff\xff\xff\xff\x7f.', 'LONG1 of 8 bytes': b'\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.',
    'APPEND to a number': b'K\x01K\x02a.', 'APPEND with nothing below': b'K\x01a.', 'APPENDS to a tuple': b')(K\x01e.', 'SETITEM of a list': b']K\x01K\x02s.', 'SETITEMS with an odd count': b'}(K\x01u.', 'unhashable key': b'}]K\x01s.', 'unhashable item': b'\x8f(]\x90.', 'ADDITEMS to a list': b'](K\x01\x90.', 'FROZENSET of lists': b'(]\x91.',
    'TUPLE2 of one': b'K\x01\x86.', 'TUPLE without a mark': b'K\x01t.', 'APPENDS without a mark': b']K\x01e.', 'TUPLE1 over a mark': b'K\x01(\x85.',
    'REDUCE without a tuple': b'c__builtin__\nlist\n]R.', 'REDUCE of a number': b'K\x01)R.', 'STACK_GLOBAL of numbers': b'K\x01K\x02\x93.', 'BUILD of a number': b'K\x01}b.', 'GLOBAL without a name': b'cbuiltins\n', 'GLOBAL with one line': b'cbuiltins.',
    'PERSID': b'P1\n.', 'BINPERSID': b'K\x01Q.', 'EXT1': b'\x82\x01.', 'EXT2': b'\x83\x01\x00.', 'EXT4': b'\x84\x01\x00\x00\x00.', 'NEXT_BUFFER': b'\x97.', 'READONLY_BUFFER': b'K\x01\x98.',
    'trailing bytes': b'N.rest', 'empty tuple of protocol 0': b'(t.', 'bool of protocol 0': b'I01\n.', 'false of protocol 0': b'I00\n.',
    'BYTEARRAY8': b'\x80\x05\x96\x02\x00\x00\x00\x00\x00\x00\x00ab.', 'NEWOBJ_EX': b'\x80\x04cbuiltins\nobject\n)}\x92.',
}


def raw_pickles():
    rows = []
    for name, data in RAW.items():
        row = {'name': name, 'pickle': data.hex()}
        try:
            value = pickle.loads(data)
        except Exception as error:
            row['error'] = '%s: %s' % (type(error).__name__, error)
        else:
            row['repr'] = stable(repr(value))
        rows.append(row)
    return rows


def disassemblies(namespace):
    """What `pickletools.genops` says: name, offset and argument of each opcode."""
    import pickletools
    rows = []
    for expression in cases_of("[1, 2.5, 'a', b'b', None, True, 2**40, -7]; shared_mix(); KeyError('x'); Token('list', ('h', 1), '7f'); {1: (2, 3)}; datetime.date(2024, 1, 1); bytearray(b'x'); 3**700; frozenset([1]); 'ä\\n'; OrderedDict(a=1)"):
        for protocol in range(6):
            data = pickle.dumps(eval(expression, namespace), protocol)
            rows.append({
                'expression': expression, 'protocol': protocol, 'pickle': data.hex(),
                'opcodes': [[opcode.name, position, None if argument is None else repr(argument)] for opcode, argument, position in pickletools.genops(data)],
            })
    table = [[opcode.name, ord(opcode.code), opcode.proto, opcode.arg.name if opcode.arg else None] for opcode in pickletools.opcodes]
    return {'table': table, 'cases': rows}


def names():
    """CPython's table of Python 2's names, as it is used in both directions."""
    import _compat_pickle as compat
    pairs = lambda table: sorted([list(key) + list(value) for key, value in table.items()])
    return {
        'modulesRead': sorted(compat.IMPORT_MAPPING.items()), 'modulesWritten': sorted(compat.REVERSE_IMPORT_MAPPING.items()),
        'namesRead': pairs(compat.NAME_MAPPING), 'namesWritten': pairs(compat.REVERSE_NAME_MAPPING),
    }


def make_all():
    """Everything, as `{folder: {file: content}}`."""
    namespace = {}
    exec(PREAMBLE, namespace)
    namespace['pickle'] = pickle
    version = '%d.%d' % sys.version_info[:2]
    files = {'pickle': {}, 'values': {}}
    for name, text in GROUPS.items():
        files['pickle'][name] = {'python': version, 'cases': [case for case in (attempt(e, namespace) for e in cases_of(text)) if case]}
    files['pickle']['large'] = {'python': version, 'cases': [
        {'name': name, 'expression': e, 'pickles': pickles_of(lambda: eval(e, namespace), False)} for name, e in LARGE.items()]}
    files['pickle']['raw'] = {'python': version, 'cases': raw_pickles()}
    files['pickle']['opcodes'] = {'python': version, **disassemblies(namespace)}
    files['pickle']['names'] = {'python': version, **names()}
    files['values']['comparisons'] = {'python': version, **comparisons(namespace)}
    files['values']['floats'] = {'python': version, 'cases': floats()}
    files['values']['ranges'] = {'python': version, 'cases': ranges_and_slices(namespace)}
    return files


def attempt(expression, namespace):
    try:
        return described(expression, namespace)
    except NameError as error:
        # A class that this version does not have yet, such as ExceptionGroup.
        print('left out: %s (%s)' % (expression, error), file=sys.stderr)
        return None


if __name__ == '__main__':
    if '--print' in sys.argv:
        json.dump(make_all(), sys.stdout)
    else:
        from pythons import Folder, find

        found = find('3.13')
        if found is None:
            sys.exit('golden pickles are made by CPython 3.13, which was not found: install it, or set PYENV_ROOT')
        # Hash order is fixed, so that sets of str look the same each time.
        done = subprocess.run([found[0], '-W', 'ignore', os.path.abspath(__file__), '--print'], stdout=subprocess.PIPE, check=True,
                              env=dict(os.environ, PYTHONHASHSEED='0'))
        for folder, contents in json.loads(done.stdout).items():
            writer = Folder(folder, '--check' in sys.argv)
            for name, content in contents.items():
                writer.put(name, content)
            writer.finish()
