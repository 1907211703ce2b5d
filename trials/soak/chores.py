"""A client of a soak in Python, with the orders of client.ts. Arguments: address, name, seed."""
import gc
import os
import queue as queues
import random
import sys
import threading
import time
from multiprocessing import AuthenticationError, current_process, shared_memory
from multiprocessing.managers import (
    AcquirerProxy, ConditionProxy, DictProxy, EventProxy, ListProxy, NamespaceProxy, RemoteError, SyncManager, ValueProxy,
)

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from orders import take_orders

AUTHKEY = b'soaked in rain'


class Hall(SyncManager):
    pass


for typeid, proxytype in [
    ('jobs', None), ('never', None), ('book', DictProxy), ('rows', ListProxy), ('gate', AcquirerProxy), ('tally', ValueProxy),
    ('places', AcquirerProxy), ('board', NamespaceProxy), ('flag', EventProxy), ('bell', ConditionProxy), ('Greenhouse', None),
]:
    Hall.register(typeid, proxytype=proxytype)


def check(got, expected):
    assert got == expected, 'expected %r, got %r' % (expected, got)


def fails(error, function, *args):
    try:
        got = function(*args)
    except error:
        return
    raise AssertionError('expected %s, got %r' % (error.__name__, got))


class Chores:
    def __init__(self, address, name, seed):
        self.address, self.name, self.random = address, name, random.Random(seed)
        self.manager = Hall(address, AUTHKEY)
        self.manager.connect()
        for each in ('jobs', 'book', 'rows', 'gate', 'tally', 'places', 'board', 'flag', 'bell'):
            setattr(self, each, getattr(self.manager, each)())
        self.done = {'chores': 0, 'put': 0, 'taken': 0, 'raised': 0}
        self.acts = [getattr(self, act) for act in sorted(dir(self)) if act.startswith('do_')]
        self.weights = [act.__func__.__defaults__[0] for act in self.acts]

    def all(self):
        for act in self.acts:
            act()
            self.done['chores'] += 1

    def one(self):
        self.random.choices(self.acts, self.weights)[0]()
        self.done['chores'] += 1

    # The default of each is how often it is done, in proportion.

    def do_queue(self, weight=60, size=0):
        number = self.random.randrange(1000)
        self.jobs.put([number, b'\0' * size if size else self.name])
        self.done['put'] += number
        self.done['taken'] += self.jobs.get(True, 30)[0]

    def do_big(self, weight=5):
        self.do_queue(size=1 << (16 + self.random.randrange(5)))

    def do_dict(self, weight=60):
        key = '%s %d' % (self.name, self.random.randrange(50))
        value = [self.random.randrange(1000), key]
        self.book[key] = value
        check(self.book[key], value)
        if self.random.randrange(4) == 0:
            check(self.book.pop(key), value)

    def do_list(self, weight=60):
        self.rows.append(self.random.randrange(1000))
        self.rows[-3:]
        self.rows[-1]
        self.rows.pop(0)

    def do_lock(self, weight=40):
        with self.gate:
            self.tally.value += 1
            self.done['raised'] += 1

    def do_semaphore(self, weight=30):
        with self.places:
            len(self.rows)

    def do_namespace(self, weight=30):
        name = self.name.replace(' ', '_').replace('.', '_')
        value = self.random.randrange(1000)
        setattr(self.board, name, value)
        check(getattr(self.board, name), value)

    def do_event(self, weight=20):
        self.flag.set()
        self.flag.is_set()
        self.flag.clear()
        self.flag.wait(0.005)

    def do_condition(self, weight=20):
        with self.bell:
            if self.random.randrange(2):
                self.bell.notify_all()
            else:
                self.bell.wait(0.005)

    def do_objects(self, weight=20):
        kinds = [
            lambda: self.manager.list([1, 2]), lambda: self.manager.dict({'a': 1}), lambda: self.manager.Namespace(a=1), self.manager.Lock,
            self.manager.RLock, self.manager.Semaphore, self.manager.Condition, self.manager.Event, lambda: self.manager.Barrier(2),
            self.manager.Queue, lambda: self.manager.Value('i', 7), lambda: self.manager.Array('i', [1, 2]),
        ]
        str(self.random.choice(kinds)())

    def do_nested(self, weight=10):
        outer = self.manager.list()
        outer.append(self.manager.dict({'a': 1}))
        check(outer[0]['a'], 1)

    def do_rlock(self, weight=10):
        lock = self.manager.RLock()
        with lock:
            with lock:
                pass

    def do_errors(self, weight=12):
        fails(KeyError, lambda: self.book['nowhere'])
        fails(IndexError, lambda: self.rows[1000000])
        fails(RemoteError, self.jobs._callmethod, 'steal')
        fails(queues.Empty, self.manager.Queue().get_nowait)
        fails(ValueError, self.manager.Greenhouse().water, -1)
        # An error that a proxy raised keeps the proxy in a circle, until it is collected.
        gc.collect()

    def do_iterators(self, weight=8):
        keys = self.manager.dict({'a': 1, 'b': 2})
        check(list(keys.keys()), ['a', 'b'])
        beds = self.manager.Greenhouse().beds(4)
        check([next(beds), next(beds)], ['bed 0', 'bed 1'])

    def do_connections(self, weight=10):
        own = Hall(self.address, AUTHKEY)
        own.connect()
        own.rows()

    def do_strangers(self, weight=4):
        fails(AuthenticationError, Hall(self.address, b'guessed').connect)

    def do_memory(self, weight=8):
        memory = shared_memory.SharedMemory(create=True, size=65536)
        memory.buf[7] = 42
        check(memory.buf[7], 42)
        memory.close()
        memory.unlink()


# Proxies that come out of others know no other key.
current_process().authkey = AUTHKEY
address, name, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
state = {'chores': None, 'failed': None, 'finishing': False, 'working': None}


def work(rate):
    try:
        pace = random.Random(seed)
        state['chores'] = chores = Chores(address, name, seed)
        chores.all()
        state['began'].set()
        following = time.monotonic()
        while not state['finishing']:
            chores.one()
            if rate:
                following = max(following + pace.random() * 2 / rate, time.monotonic() - 1)
                time.sleep(max(0, following - time.monotonic()))
        finish(chores)
    except BaseException as error:
        state['failed'] = error
        state['began'].set()


def finish(chores):
    for each in ('jobs', 'book', 'rows', 'gate', 'tally', 'places', 'board', 'flag', 'bell'):
        delattr(chores, each)
    gc.collect()


def perform(order):
    kind = order['kind']
    if kind == 'visit':
        state['chores'] = chores = Chores(address, name, seed)
        for _ in range(order['chores']):
            chores.one()
        finish(chores)
    elif kind == 'work':
        # One thread does all the work, as one connection of a Python client is one thread's.
        state['began'] = threading.Event()
        state['working'] = threading.Thread(target=work, args=(order['rate'],))
        state['working'].start()
        state['began'].wait()
    elif kind == 'finish':
        state['finishing'] = True
        state['working'].join()
    elif kind != 'done':
        raise ValueError('there is no order %r' % kind)
    if state['failed']:
        raise state['failed']
    return state['chores'].done if kind in ('visit', 'finish', 'done') else None


take_orders(perform)
