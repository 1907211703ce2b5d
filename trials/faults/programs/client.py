"""The client of client.ts in Python: lines of JSON on stdin, an answer for each on stdout. A lane is a thread."""
import json
import os
import queue
import sys
import threading
import time
from multiprocessing.managers import AcquirerProxy, DictProxy, SyncManager


class Hall(SyncManager):
    pass


Hall.register('queue')
Hall.register('lock', proxytype=AcquirerProxy)
Hall.register('board', proxytype=DictProxy)
AUTHKEY = b'rain in may'
saying = threading.Lock()


def say(answer):
    with saying:
        sys.stdout.write(json.dumps(answer) + '\n')
        sys.stdout.flush()


class Lane(threading.Thread):
    def __init__(self, name):
        super().__init__(daemon=True)
        self.lane = name
        self.orders = queue.SimpleQueue()
        self.proxies = ()
        self.stage = None

    def run(self):
        while True:
            order = self.orders.get()
            if order is None:
                return
            began = time.monotonic()
            self.stage = None
            try:
                value = getattr(self, 'do_' + order['op'])(order)
                answer = {'value': value}
            except Exception as error:
                self.hang_up()
                classes = [each.__name__ for each in type(error).__mro__]
                answer = {'error': type(error).__name__, 'message': str(error), 'classes': classes, 'stage': self.stage}
            say(dict(answer, id=order['id'], ms=(time.monotonic() - began) * 1000))

    def hang_up(self):
        # A proxy goes on with a connection that has failed, unless it is taken away.
        for proxy in self.proxies:
            connection = getattr(proxy._tls, 'connection', None)
            if connection is not None:
                connection.close()
                del proxy._tls.connection

    def do_open(self, order):
        address = order['address']
        self.manager = Hall(tuple(address) if isinstance(address, list) else address, AUTHKEY)
        self.manager.connect()
        group = order['group']
        self.queue = self.manager.queue(group)
        self.quiet = self.manager.queue('quiet ' + self.lane)
        self.lock = self.manager.lock(group)
        self.board = self.manager.board(group)
        self.proxies = (self.queue, self.quiet, self.lock, self.board)

    def do_close(self, order):
        self.hang_up()
        self.proxies = ()
        del self.queue, self.quiet, self.lock, self.board

    def do_abandon(self, order):
        self.hang_up()

    def do_put(self, order):
        self.queue.put(order['item'])

    def do_burst(self, order):
        self.stage = ''
        for nth in range(order['count']):
            self.queue.put('%s:%d' % (order['item'], nth))
            self.stage += '1'

    def do_get(self, order):
        return self.empty(self.queue, order['seconds'])

    def do_park(self, order):
        return self.quiet.get()

    def do_wait(self, order):
        return self.empty(self.quiet, order['seconds'])

    def do_count(self, order):
        self.stage = 'acquire'
        if not self.lock.acquire(True, order['seconds']):
            return None
        self.stage = 'read'
        value = self.board.get('count', 0) + 1
        self.stage = 'write'
        self.board['count'] = value
        self.stage = 'release'
        self.lock.release()
        return value

    def do_hold(self, order):
        return self.lock.acquire(True, order['seconds']) or None

    def do_object(self, order):
        made = self.manager.list([order['item']])
        made.append(2)
        assert len(made) == 2

    def do_greet(self, order):
        self.manager.connect()

    @staticmethod
    def empty(source, seconds):
        try:
            return source.get(True, seconds)
        except queue.Empty:
            return None


lanes = {}
say({'ready': os.getpid()})
for line in sys.stdin:
    order = json.loads(line)
    name = order['lane']
    if name not in lanes:
        lanes[name] = Lane(name)
        lanes[name].start()
    lanes[name].orders.put(order)
os._exit(0)
