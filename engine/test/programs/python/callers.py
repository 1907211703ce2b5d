"""Clients that make mixed calls and check each answer, each in a thread with a connection of its own: the Python half of callers.ts.

Arguments: address, how many clients, how many calls each, seed.
"""
import multiprocessing
import queue as queues
import random
import sys
import threading
import traceback
from multiprocessing.managers import SyncManager

address, clients, calls, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
multiprocessing.current_process().authkey = b'rain in may'
answered = []
failed = []


def check(what, got, expected):
    assert type(got) is type(expected) and got == expected, '%s: expected %r, got %r' % (what, expected, got)


def fails(error, function, *args):
    try:
        got = function(*args)
    except error:
        return
    raise AssertionError('expected %s, got %r' % (error.__name__, got))


class Caller:
    def __init__(self, nth):
        self.nth = nth
        self.random = random.Random(seed + nth)
        manager = SyncManager(address)
        manager.connect()
        self.list, self.dict, self.queue = manager.list(), manager.dict(), manager.Queue()
        self.space, self.lock = manager.Namespace(total=0), manager.Lock()
        self.mirror, self.entries, self.queued, self.total = [], {}, [], 0

    def run(self):
        done = 0
        acts = [getattr(self, name) for name in sorted(dir(self)) if name.startswith('do_')]
        while done < calls:
            done += self.random.choice(acts)() or 1
        check('all', self.list[:], self.mirror)
        answered.append(done + 1)

    def do_append(self):
        value = self.random.randrange(1000)
        self.list.append(value)
        self.mirror.append(value)

    def do_len(self):
        check('len', len(self.list), len(self.mirror))

    def do_last(self):
        if self.mirror:
            check('item', self.list[-1], self.mirror[-1])
        else:
            fails(IndexError, lambda: self.list[-1])

    def do_slice(self):
        start = self.random.randrange(len(self.mirror) + 1)
        check('slice', self.list[start::2], self.mirror[start::2])

    def do_shorten(self):
        if len(self.mirror) > 50:
            self.list.sort(reverse=True)
            self.mirror.sort(reverse=True)
            del self.list[0]
            del self.mirror[0]
            return 2
        check('contains', 1 in self.list, 1 in self.mirror)

    def do_set(self):
        key = self.random.randrange(20)
        value = self.random.choice([self.nth, 'text', (self.nth, [key]), None, b'x' * self.random.randrange(3000), 1.5, {1, 2}])
        self.dict[key] = value
        self.entries[key] = value

    def do_get(self):
        key = self.random.randrange(20)
        if key in self.entries:
            check('entry', self.dict[key], self.entries[key])
        else:
            fails(KeyError, lambda: self.dict[key])

    def do_put(self):
        item = (self.nth, len(self.queued))
        self.queue.put(item)
        self.queued.append(item)

    def do_take(self):
        if self.queued:
            check('queue', self.queue.get(), self.queued.pop(0))
        else:
            fails(queues.Empty, self.queue.get_nowait)

    def do_count(self):
        with self.lock:
            check('total', self.space.total, self.total)
            self.total += 1
            self.space.total = self.total
        return 4

    def do_repr(self):
        check('repr', str(self.list), repr(self.mirror))


def client(nth):
    try:
        Caller(nth).run()
    except BaseException:
        failed.append(traceback.format_exc())


threads = [threading.Thread(target=client, args=(nth,)) for nth in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
for text in failed[:3]:
    print(text)
print('%d clients, %d calls answered right' % (len(answered), sum(answered)))
