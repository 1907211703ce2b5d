"""Makes values of every kind that CPython can pickle: value N of a seed is the same in every process."""
import array
import collections
import datetime
import decimal
import fractions
import functools
import ipaddress
import math
import operator
import pathlib
import pickle
import random
import re
import struct
import sys
import types
import uuid

from values_classes import *
from values_comparison import Comparison

try:
    import zoneinfo
except ImportError:
    zoneinfo = None

PROTOCOLS = pickle.HIGHEST_PROTOCOL + 1


class Maker:
    def __init__(self, seed, number, attempt):
        self.random = random.Random('%s/%s/%s' % (seed, number, attempt))
        self.protocol = number % PROTOCOLS
        self.made = []

    def value(self, depth=4):
        choice = self.random.random()
        if self.made and choice < 0.04:
            return self.random.choice(self.made)
        if depth == 0 or choice < 0.35:
            return self.scalar()
        made = self.pick(self.CONTAINERS if choice < 0.65 else self.OBJECTS)(self, depth - 1)
        self.made.append(made)
        return made

    def pick(self, choices):
        return choices[self.random.randrange(len(choices))]

    def values(self, depth, most=5):
        return [self.value(depth) for _ in range(self.random.randrange(most))]

    def scalar(self):
        return self.pick(self.SCALARS)(self)

    def key(self, depth=1):
        """A value that can be hashed."""
        choice = self.random.random()
        if depth and choice < 0.1:
            return tuple(self.key(depth - 1) for _ in range(self.random.randrange(3)))
        if depth and choice < 0.15:
            return frozenset(self.key(depth - 1) for _ in range(self.random.randrange(3)))
        if choice < 0.25:
            return self.pick([Hashed(self.integer()), Seed(self.text(), 1.5), Colour.RED, Level.HIGH, int, range(3), uuid.UUID(int=7),
                              datetime.date(2020, 2, 29), decimal.Decimal('1.50'), fractions.Fraction(1, 3), Point(1, 2.0), Text('t'), Number(5)])
        return self.pick([Maker.integer, Maker.real, Maker.text, Maker.data, Maker.constant, Maker.complex])(self)

    # Scalars

    def constant(self):
        return self.pick([None, True, False, Ellipsis])

    def rare_constant(self):
        return self.pick([NotImplemented, int, dict, len, math.sin, named_function, Plain, Outer.Inner, type(None), type(...), ValueError,
                          collections.OrderedDict, datetime.timezone.utc, SINGLETON, uuid.NAMESPACE_DNS])

    def integer(self):
        kind = self.random.randrange(5)
        if kind == 0:
            return self.random.randrange(-300, 300)
        if kind == 1:
            return self.pick([1, -1]) * (1 << self.pick([7, 8, 15, 16, 31, 32, 52, 53, 54, 62, 63, 64, 127, 255, 1023, 2040])) + self.random.randrange(-2, 3)
        if kind == 2:
            return self.random.getrandbits(self.random.randrange(1, 80))
        if kind == 3:
            return -self.random.getrandbits(self.random.randrange(1, 80))
        return self.random.getrandbits(self.random.randrange(1, 3000)) if self.random.random() < 0.1 else self.random.randrange(1 << 31)

    def real(self):
        kind = self.random.randrange(6)
        if kind == 0:
            return self.pick([0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 5e-324, 2.2250738585072014e-308, sys.float_info.max, 0.1, 1e16, 1e22, 2.0 ** 53, 2.0 ** 63])
        if kind == 1:
            return float(self.random.randrange(-1000, 1000))
        if kind == 2:
            return struct.unpack('>d', self.random.getrandbits(64).to_bytes(8, 'big'))[0]
        return self.random.uniform(-1e6, 1e6)

    def complex(self):
        return complex(self.real(), self.real())

    def text(self):
        kind = self.random.randrange(9)
        length = self.pick([0, 1, 2, 3, 5, 8, 13, 40])
        if kind == 0:
            return ''.join(chr(self.random.randrange(0x20)) for _ in range(length))
        if kind == 1:
            return ''.join(chr(self.random.randrange(0x80, 0x800)) for _ in range(length))
        if kind == 2:
            return ''.join(chr(self.random.randrange(0x10000, 0x110000)) for _ in range(length))
        if kind == 3:
            # A high surrogate before a low one is one character in JavaScript: see DIFFERENCES.md.
            return ''.join(chr(self.random.randrange(0xD800, 0xE000)) + 'x' for _ in range(length))
        if kind == 4:
            return self.pick(['\ufeff', '\u2028\u2029', "it's", '"', '\\', '\\u0041', '\n', '\r\n', '\0', '\x7f', '\x80', '\xff', '__proto__', 'constructor', '\U0001f33b' * 3])
        if kind == 5 and self.random.random() < 0.1:
            return self.pick(['a', '\xe4', '\U0001f33b']) * self.pick([254, 255, 256, 257, 65535, 70000])
        return ''.join(chr(self.random.randrange(0x20, 0x7f)) for _ in range(length))

    def data(self):
        length = self.pick([0, 1, 2, 8, 40])
        if self.random.random() < 0.02:
            length = self.pick([255, 256, 65535, 70000])
        return bytes(bytearray(self.random.getrandbits(8) for _ in range(length)))

    def moment(self):
        zone = self.pick([None, None, datetime.timezone.utc, datetime.timezone(datetime.timedelta(minutes=self.random.randrange(-800, 800))),
                          datetime.timezone(datetime.timedelta(seconds=3661, microseconds=5), 'odd'), Zone()])
        if zoneinfo and self.random.random() < 0.05:
            zone = zoneinfo.ZoneInfo('UTC')
        clock = self.random.randrange(24), self.random.randrange(60), self.random.randrange(60), self.random.randrange(10 ** 6), zone
        fold = self.random.randrange(2)
        day = datetime.date.fromordinal(self.random.randrange(1, 3652060))
        return self.pick([
            lambda: day,
            lambda: datetime.time(*clock, fold=fold),
            lambda: datetime.datetime(day.year, day.month, day.day, *clock, fold=fold),
            lambda: datetime.timedelta(self.random.randrange(-10 ** 6, 10 ** 6), self.random.randrange(86400), self.random.randrange(10 ** 6)),
            lambda: zone or datetime.timezone.utc,
            lambda: self.pick([datetime.datetime.min, datetime.datetime.max, datetime.timedelta.max, datetime.timedelta.min]),
        ])()

    def exact(self):
        return self.pick([
            lambda: decimal.Decimal(self.pick(['NaN', 'sNaN', '-NaN123', 'Infinity', '-Infinity', '-0', '0E+10', '1.50', '1E-999'])),
            lambda: decimal.Decimal(self.integer()) / 7,
            lambda: fractions.Fraction(self.integer(), self.integer() or 1),
            lambda: uuid.UUID(int=self.random.getrandbits(128)),
            lambda: ipaddress.ip_address(self.random.getrandbits(32)),
            lambda: ipaddress.ip_network('10.0.0.0/8'),
            lambda: pathlib.PurePosixPath('/tmp', self.pick(['a', 'b/c', '..'])),
            lambda: re.compile(self.pick(['a+', b'\\d', '(?P<x>.)']), self.pick([0, re.DOTALL])),
            lambda: self.pick([Colour.RED, Colour.GREEN, Level.LOW, Access.READ, Access.READ | Access.WRITE]),
            lambda: range(*sorted([self.integer(), self.integer()]), self.pick([1, 2, 10 ** 20])),
            lambda: range(self.random.randrange(10)),
            lambda: slice(self.pick([None, 1, 'a']), self.pick([None, -1, 2 ** 70]), self.pick([None, 2, 1.5])),
        ])()

    def numbers(self):
        typecode = self.pick('bBhHiIlLqQfdu')
        count = self.random.randrange(6)
        if typecode in 'fd':
            return array.array(typecode, [self.random.random() for _ in range(count)] + [math.inf, -0.0])
        if typecode == 'u':
            return array.array('u', self.pick(['', 'a', '\xe4b', '\U0001f33b']))
        size = 8 * array.array(typecode).itemsize
        low = 0 if typecode.isupper() else -(1 << size - 1)
        return array.array(typecode, [low + self.random.getrandbits(size) for _ in range(count)])

    SCALARS = [integer, integer, real, real, text, text, text, data, constant, complex, moment, exact, numbers, rare_constant]

    # Containers

    def keys(self, depth):
        return [self.key() for _ in range(self.random.randrange(5))]

    def large(self, depth):
        count = self.pick([999, 1000, 1001, 2001]) if self.random.random() < 0.05 else 3
        return self.pick([list, tuple, lambda items: dict.fromkeys(items, 'same'), set, frozenset, collections.deque])(range(count))

    CONTAINERS = [
        lambda self, depth: self.values(depth),
        lambda self, depth: tuple(self.values(depth)),
        lambda self, depth: {key: self.value(depth) for key in self.keys(depth)},
        lambda self, depth: set(self.keys(depth)),
        lambda self, depth: frozenset(self.keys(depth)),
        lambda self, depth: bytearray(self.data()),
        lambda self, depth: {self.text(): self.value(depth) for _ in range(3)},
        lambda self, depth: self.recursive(depth),
        lambda self, depth: self.shared(depth),
        lambda self, depth: self.nans(depth),
        large,
    ]

    def shared(self, depth):
        part = self.value(depth)
        return [part, [part], (part, part), {'k': part}]

    def nans(self, depth):
        """Each nan is a key of its own, unless it is the very same one."""
        one, two = float('nan'), float('nan')
        return self.pick([{one: 1, two: 2}, {one, two, 5}, frozenset([one, two]), [one, one, two], {(one, 1): 1, (two, 1): 2}])

    def recursive(self, depth):
        inside = self.value(depth)

        def in_list():
            made = [inside]
            made.append(made)
            return made

        def in_dict():
            made = {'inside': inside}
            made['self'] = made
            return made

        def in_tuple():
            made = ([inside],)
            made[0].append(made)
            return made

        def in_longer_tuple():
            made = ([], inside, 1, 2)
            made[0].append(made)
            return made

        def in_instance():
            made = Plain()
            made.me, made.inside = made, inside
            return made

        def two_instances():
            one, two = Plain(), Bed('bed')
            one.other = two
            two.plants.extend([one, inside])
            return self.pick([one, two])

        def set_of_its_owner():
            made = Plain()
            made.members = {made, 1}
            return self.pick([made, made.members])

        def frozenset_of_its_owner():
            made = Plain()
            made.members = frozenset([made])
            return self.pick([made, made.members])

        def key_of_itself():
            made = Plain()
            made.keys = {made: inside}
            return made

        def in_deque():
            made = collections.deque([inside])
            made.append(made)
            return made

        def in_default_dict():
            made = collections.defaultdict(list, a=inside)
            made['self'] = made
            return made

        def in_ordered_dict():
            made = collections.OrderedDict(a=inside)
            made['self'] = made
            return made

        def in_items():
            made = Items([inside])
            made.append(made)
            made.me = made
            return made

        def in_error():
            made = Wilted(inside)
            made.me = made
            return made

        return self.pick([in_list, in_dict, in_tuple, in_longer_tuple, in_instance, two_instances, set_of_its_owner, frozenset_of_its_owner,
                          key_of_itself, in_deque, in_default_dict, in_ordered_dict, in_items, in_error])()

    # Objects

    def slots(self, depth):
        if self.protocol < 2:
            return Plain()
        made = self.pick([Slots, SlotsAndDict])()
        made.one = self.value(depth)
        if type(made) is SlotsAndDict:
            made.three = self.value(depth)
        return made

    def with_state(self, made, depth):
        for name in self.pick([(), ('a',), ('a', 'b')]):
            setattr(made, name, self.value(depth))
        return made

    def error(self, depth):
        return self.pick([
            lambda: self.pick([KeyError, ValueError, TypeError, IndexError, RuntimeError, EOFError, StopIteration, SystemExit, KeyboardInterrupt,
                               ZeroDivisionError, Exception, BaseException, Warning])(*self.values(depth, 3)),
            lambda: self.pick([OSError, FileNotFoundError, ConnectionResetError, PermissionError])(self.pick([2, 13, 104, 9999]), self.text()),
            lambda: OSError(2, 'No such file', 'name'),
            lambda: OSError('only text'),
            lambda: UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'reason'),
            lambda: UnicodeEncodeError('ascii', '\xe4', 0, 1, 'reason'),
            lambda: SyntaxError('bad', ('file', 1, 2, 'text')),
            lambda: self.with_state(ValueError(self.text()), depth),
            lambda: Wilted(*self.values(depth, 3)),
            lambda: self.with_state(Wilted(self.value(depth)), depth),
            lambda: Ruined(self.text(), self.value(depth)),
            lambda: ImportError('no module', name='garden', path='/x'),
            lambda: ExceptionGroup('several', [ValueError(1), Wilted(2)]) if sys.version_info >= (3, 11) else Wilted(),
        ])()

    OBJECTS = [
        error,
        slots,
        lambda self, depth: self.with_state(Plain(), depth),
        lambda self, depth: self.with_state(Outer.Inner(), depth),
        lambda self, depth: Hashed(self.key()),
        lambda self, depth: Bed(self.text(), self.values(depth)),
        lambda self, depth: Seed(self.text(), self.real()),
        lambda self, depth: Reduced(self.value(depth), self.value(depth)),
        lambda self, depth: self.with_state(ReducedWithState(self.value(depth), 2), depth),
        lambda self, depth: ReducedWithSetter(self.value(depth), self.value(depth)),
        lambda self, depth: NewArgs(*self.values(depth)),
        lambda self, depth: self.with_state(NewArgsEx(self.value(depth), two=self.value(depth)), depth) if self.protocol > 1 else Plain(),
        lambda self, depth: OwnState(self.pick([1, 'x', (1, 2), [self.value(depth)], {'a': self.value(depth)}, {1: 2}, (None, {'s': 1})])),
        lambda self, depth: self.with_state(Text(self.text()), depth),
        lambda self, depth: self.with_state(Number(self.integer()), depth),
        lambda self, depth: self.with_state(Real(self.real()), depth),
        lambda self, depth: self.with_state(Data(self.data()), depth),
        lambda self, depth: self.with_state(Items(self.values(depth)), depth),
        lambda self, depth: self.with_state(Entries((key, self.value(depth)) for key in self.keys(depth)), depth),
        lambda self, depth: self.with_state(Members(self.keys(depth)), depth),
        lambda self, depth: Point(self.value(depth), self.value(depth)),
        lambda self, depth: collections.deque(self.values(depth), self.pick([None, 0, 3])),
        lambda self, depth: collections.OrderedDict((key, self.value(depth)) for key in self.keys(depth)),
        lambda self, depth: collections.defaultdict(self.pick([None, list, int, named_function]), {key: self.value(depth) for key in self.keys(depth)}),
        lambda self, depth: collections.Counter(self.text()),
        lambda self, depth: collections.ChainMap({'a': self.value(depth)}, {}),
        lambda self, depth: collections.UserDict(a=self.value(depth)),
        lambda self, depth: collections.UserList(self.values(depth)),
        lambda self, depth: collections.UserString(self.text()),
        lambda self, depth: types.SimpleNamespace(a=self.value(depth)),
        lambda self, depth: functools.partial(named_function, self.value(depth), key=self.value(depth)),
        lambda self, depth: self.pick([operator.itemgetter(1, 'a'), operator.attrgetter('a.b'), operator.methodcaller('m', 1, k=2)]),
        lambda self, depth: iter(self.values(depth)),
        lambda self, depth: reversed(self.values(depth)),
    ]


def make(seed, number):
    """Value number N, to be written with protocol N % 6. What CPython itself cannot carry with that is not asked of others."""
    for attempt in range(100):
        value = Maker(seed, number, attempt).value()
        try:
            if not Comparison().difference(value, pickle.loads(pickle.dumps(value, number % PROTOCOLS))):
                return value
        except Exception:
            pass
    raise AssertionError('value %d of seed %s cannot be made' % (number, seed))
