"""Classes that only the clients of a server know: values.py sends their instances."""
import collections
import dataclasses
import datetime
import enum


class Plain:
    pass


class Hashed:
    """Equal by value, as keys are."""

    def __init__(self, key):
        self.key = key

    def __eq__(self, other):
        return type(other) is Hashed and self.key == other.key

    def __hash__(self):
        return hash(self.key)


@dataclasses.dataclass
class Bed:
    name: str
    plants: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Seed:
    kind: str
    weight: float


class Slots:
    __slots__ = ('one', 'two')


class SlotsAndDict(Slots):
    pass


class Reduced:
    def __init__(self, one, two):
        self.one, self.two = one, two

    def __reduce__(self):
        return Reduced, (self.one, self.two)


class ReducedWithState(Reduced):
    def __reduce__(self):
        return ReducedWithState, (self.one, self.two), self.__dict__


def set_state(made, state):
    made.__dict__.update(state)


class ReducedWithSetter(Reduced):
    """Has its state given by a function of its own (since CPython 3.8)."""

    def __reduce__(self):
        return ReducedWithSetter, (self.one, 'one'), {'two': self.two}, None, None, set_state


class NewArgs(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)

    def __getnewargs__(self):
        return tuple(self)


class NewArgsEx:
    def __new__(cls, one, *, two):
        self = super().__new__(cls)
        self.made = (one, two)
        return self

    def __getnewargs_ex__(self):
        return (self.made[0],), {'two': self.made[1]}


class OwnState:
    def __init__(self, state):
        self.state = state

    def __getstate__(self):
        return self.state

    def __setstate__(self, state):
        self.state = state


class Outer:
    class Inner(Plain):
        pass


class Text(str):
    pass


class Number(int):
    pass


class Real(float):
    pass


class Data(bytes):
    pass


class Items(list):
    pass


class Entries(dict):
    pass


class Members(set):
    pass


class Colour(enum.Enum):
    RED = 'red'
    GREEN = ('g', 2)


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 10


class Access(enum.Flag):
    READ = 1
    WRITE = 2


class Zone(datetime.tzinfo):
    def utcoffset(self, when):
        return datetime.timedelta(hours=2)

    def tzname(self, when):
        return 'Z'

    def dst(self, when):
        return datetime.timedelta(0)


class Wilted(Exception):
    pass


class Ruined(ValueError):
    def __init__(self, plant, why):
        super().__init__(plant, why)
        self.why = why


class Singleton:
    def __reduce__(self):
        return 'SINGLETON'


Point = collections.namedtuple('Point', 'x y')
SINGLETON = Singleton()


def named_function(x):
    return x
