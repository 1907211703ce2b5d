"""An unmodified CPython client: what it is asked to do, it does for so many seconds, and says how often."""
import os
import pickle
import selectors
import struct
import time
from multiprocessing import current_process
from multiprocessing.connection import Client

from dialogue import answer_all, repeat
from yard import AUTHKEY, Yard

current_process().authkey = AUTHKEY


class Jobs(object):
    def connect(self, request):
        address = request['address']
        self.address = tuple(address) if isinstance(address, list) else address
        self.manager = Yard(self.address, AUTHKEY)
        self.manager.connect()
        self.counter = self.manager.Counter()
        self.total = 0
        self.lines = []
        self.items = None
        return {'count': 1, 'seconds': 0}

    def calls(self, request):
        add = self.counter.add

        def once():
            self.total += 1
            if add(1) != self.total:
                raise AssertionError('a call was lost or done twice')

        return repeat(request['seconds'], 20, once)

    def inFlight(self, request):
        """Many requests at a time on each of so many connections: more than a proxy can do, so frames by hand."""
        while len(self.lines) < request['lines']:
            connection = Client(self.address, authkey=AUTHKEY)
            connection.send((None, 'accept_connection', ('bench',), {}))
            if connection.recv() != ('#RETURN', None):
                raise AssertionError('the server did not accept the connection')
            self.lines.append(connection)
        payload = pickle.dumps((self.counter._token.id, 'add', (1,), {}), 4)
        frame = struct.pack('!i', len(payload)) + payload
        tally = in_flight([each.fileno() for each in self.lines], frame, request['width'], request['seconds'])
        self.total += tally['count']
        if self.counter.add(0) != self.total:
            raise AssertionError('a call was lost or done twice')
        return tally

    def put(self, request):
        size = request['size']
        payload = b'\7' * size
        take = self.counter.take

        def once():
            if take(payload) != size:
                raise AssertionError('the payload did not arrive whole')

        return repeat(request['seconds'], 4, once)

    def queue(self, request):
        if self.items is None:
            self.items = self.manager.Queue()
        items, numbers = self.items, iter(range(1 << 60))

        def once():
            number = next(numbers)
            items.put(number)
            if items.get() != number:
                raise AssertionError('the queue gave another item')

        return repeat(request['seconds'], 10, once)

    def setUp(self, request):
        """Connect, both challenges, one call."""
        return repeat(request['seconds'], 1, lambda: Yard(self.address, AUTHKEY).connect())

    def proxies(self, request):
        # The proxy goes with the only reference to it.
        return repeat(request['seconds'], 1, lambda: self.manager.Counter() and None)


def in_flight(descriptors, frame, width, seconds):
    """Writes a request for each reply, as many at once as have come; ends with nothing under way."""
    selector = selectors.DefaultSelector()
    rests = {}
    clock = time.perf_counter
    began = clock()
    end = began + seconds
    for each in descriptors:
        selector.register(each, selectors.EVENT_READ)
        rests[each] = b''
        os.write(each, frame * width)
    count = 0
    under_way = width * len(descriptors)
    while under_way:
        ready = descriptors if len(descriptors) == 1 else [key.fd for key, _ in selector.select()]
        for each in ready:
            data = rests[each] + os.read(each, 65536)
            at, replies, length = 0, 0, len(data)
            while length - at >= 4:
                after = at + 4 + int.from_bytes(data[at:at + 4], 'big')
                if after > length:
                    break
                at = after
                replies += 1
            rests[each] = data[at:]
            count += replies
            if clock() < end:
                if replies:
                    os.write(each, frame * replies)
            else:
                under_way -= replies
    selector.close()
    return {'count': count, 'seconds': clock() - began}


jobs = Jobs()
answer_all({}, lambda request: getattr(jobs, request['job'])(request))
