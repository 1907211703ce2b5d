"""Values of every kind that pickles can hold: a server carries them from one process to another.

    values.py write ADDRESS QUEUE DICT SEED COUNT    puts value 0 … COUNT-1 on the queue, or into the dict
    values.py read ADDRESS QUEUE DICT SEED COUNT     takes them, makes them again, and compares
    values.py show SEED NUMBER                       prints one of them, for when it differed
    values.py check                                  shows that the comparison can fail

Value number N is written with pickle protocol N % 6.
"""
import array
import collections
import datetime
import decimal
import pickle
import sys
from multiprocessing.connection import Client

from values_classes import *
from values_comparison import Comparison
from values_maker import PROTOCOLS, make

class Bound:
    """A connection on which methods of one object after another can be called; requests are pickled here."""

    def __init__(self, address, name):
        self.connection = Client(address, authkey=b'rain in may')
        self.connection.send((None, 'accept_connection', (name,), {}))
        assert self.connection.recv() == ('#RETURN', None)

    def call(self, protocol, ident, method, *args):
        self.connection.send_bytes(pickle.dumps((ident, method, args, {}), protocol))
        kind, value = pickle.loads(self.connection.recv_bytes())
        if kind != '#RETURN':
            raise RuntimeError('%s %s' % (kind, value))
        return value


def write(address, queue, entries, seed, count):
    bound = Bound(address, 'writer')
    for number in range(count):
        value = make(seed, number)
        protocol = number % PROTOCOLS
        try:
            if number % 4 < 2:
                bound.call(protocol, queue, 'put', value)
            else:
                bound.call(protocol, entries, '__setitem__', number, value)
                bound.call(protocol, queue, 'put', number)
        except Exception as error:
            print('value %d was refused: %s' % (number, error))
            bound.call(protocol, queue, 'put', 'refused')
    print('wrote %d' % count)


def read(address, queue, entries, seed, count):
    bound = Bound(address, 'reader')
    wrong = 0
    for number in range(count):
        found = None
        try:
            got = bound.call(4, queue, 'get')
            if number % 4 >= 2:
                got = bound.call(4, entries, 'pop', got)
            found = Comparison().difference(make(seed, number), got)
        except Exception as error:
            found = '%s: %s' % (type(error).__name__, error)
        if found:
            wrong += 1
            if wrong <= 20:
                print('value %d of protocol %d: %.600s' % (number, number % PROTOCOLS, found))
    print('read %d, %d wrong' % (count, wrong))


def check():
    """Every pair differs, and the comparison says so."""
    one = [1]
    pairs = [
        (1, True), (1, 1.0), (0.0, -0.0), (1, 2), ('a', b'a'), (b'a', bytearray(b'a')), ([1], (1,)), ([1], [1, 2]), ({1}, {2}), ({1}, frozenset([1])),
        ({1: 2}, {1: 3}), ({1: 2, 3: 4}, {3: 4, 1: 2}), (1j, -1j), (range(3), range(4)), (slice(1), slice(2)), (Plain(), Outer.Inner()),
        (Bed('a'), Bed('b')), (Text('a'), 'a'), (ValueError(1), ValueError(2)), (ValueError(1), TypeError(1)), ([one, one], [[1], [1]]), ([[1], [1]], [one, one]),
        (datetime.time(1), datetime.time(1, fold=1)), (decimal.Decimal('1.5'), decimal.Decimal('1.50')), (collections.deque([1]), collections.deque([1], 3)),
        (array.array('b', [1]), array.array('B', [1])), (Colour.RED, Colour.GREEN), ({1, 2}, {1, True + 2}), (int, float), ([(), {()}], [(), {(1,)}]),
    ]
    missed = [pair for pair in pairs if not Comparison().difference(*pair)]
    print('%d pairs, missed: %r' % (len(pairs), missed[:5]))


if __name__ == '__main__':
    role, *args = sys.argv[1:]
    sys.setrecursionlimit(5000)
    if role == 'check':
        check()
    elif role == 'show':
        print(repr(make(args[0], int(args[1])))[:4000])
    else:
        address, queue, entries, seed, count = args
        {'write': write, 'read': read}[role](address, queue, entries, seed, int(count))
