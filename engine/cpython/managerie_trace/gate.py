"""The gate, from the side that asks: may this frame be sent? The format is in `engine/protocol/gate.ts`.

Without a gate in the environment nothing of this is loaded. With one, each frame costs a look at one byte of a file; a
thread that has to ask does so over a socket of its own, and blocks until the frame is decided. Neither a look nor a
socket is shared with a forked child.
"""

import os
import sys
from _thread import _local
from itertools import count

from .recorder import fields, move_up, quote

_OPEN, _ALL, _REQUESTS = b'0', b'1', b'2'
_QUESTION_LIMIT = 4096


class Gate:
    """Asks, and waits. Raises nothing but what a signal handler of the program raises."""

    def __init__(self, folder, recorder):
        with open(os.path.join(folder, 'address'), encoding='utf-8') as file:
            self._address = file.read()
        #: Gives the mode, as it is now: b'0' where nobody is to ask.
        self.look = _look_at(os.path.join(folder, 'mode'))
        self._recorder = recorder
        self._forget()
        recorder.on_fork.append(self._forget)

    def _forget(self):
        self._links = _local()
        self._holds = count()
        self._gone = False

    def asks_for(self, mode, end, payload):
        """Whether a frame that this end of a connection sends has to be asked for. `mode` is what `look()` gave."""
        if self._gone:
            return False
        if mode == _REQUESTS:
            # A pickle; no handshake begins so, but for an old peer's answer by chance.
            return end == 'client' and payload[:1] == b'\x80'
        return mode == _ALL

    def decide(self, connection, end, index, payload, held):
        """
        Asks, and waits for the verdict. `connection` is the JSON member `,"connection":…`; `held` is called for the
        members of `frame/held` if the frame does not go at once.
        """
        hold = next(self._holds)
        place = '%s,"index":%d,"hold":%d' % (connection, index, hold)
        reported = False
        try:
            for word in self._ask(place, end, payload):
                if word == 'go' and not reported:
                    return word
                if not reported:
                    reported = True
                    self._recorder.emit('frame/held', place + held())
                if word != 'wait':
                    self._recorder.emit('frame/decided', place + fields(verdict=word))
                    return word
        except BaseException:
            self._drop_link()
            if reported:
                self._recorder.emit('frame/decided', place + fields(verdict='abandoned'))
            raise
        # Nobody answers any more.
        if reported:
            self._recorder.emit('frame/decided', place + fields(verdict='go'))
        return 'go'

    def cut(self, descriptor):
        """Hangs up for both ends, under whoever uses the connection."""
        from _socket import AF_UNIX, SHUT_RDWR, SOCK_STREAM, socket

        end = socket(AF_UNIX, SOCK_STREAM, 0, descriptor)
        try:
            end.shutdown(SHUT_RDWR)
        finally:
            end.detach()

    def _ask(self, place, end, payload):
        """The words of the answer as they come; ends early where the host is gone."""
        from binascii import b2a_base64

        link = self._link()
        if link is None:
            return
        recorder = self._recorder
        ask = link.asks = link.asks + 1
        beginning = b2a_base64(payload[:_QUESTION_LIMIT], newline=False).decode('ascii')
        question = '{"ask":%d,"process":%s,"label":%s,"end":"%s","size":%d,"payload":"%s"%s}\n' % (
            ask, quote(recorder.process), quote(recorder.processes.name()), end, len(payload), beginning, place)
        try:
            link.write(question.encode('ascii'))
            while True:
                number, _, word = link.line().partition(' ')
                if number == str(ask):
                    yield word
        except OSError:
            self._gone = True
            self._drop_link()

    def _link(self):
        link = getattr(self._links, 'link', None)
        if link is None:
            try:
                link = self._links.link = _Link(self._address)
            except OSError:
                self._gone = True
        return link

    def _drop_link(self):
        try:
            del self._links.link
        except AttributeError:
            pass


class _Link:
    """One thread's socket to the gate."""

    def __init__(self, address):
        self.asks = 0
        self._rest = b''
        self._descriptor = -1
        self._descriptor = _connect(address)

    def write(self, data):
        while data:
            data = data[os.write(self._descriptor, data):]

    def line(self):
        while b'\n' not in self._rest:
            data = os.read(self._descriptor, 4096)
            if not data:
                raise OSError('the gate is gone')
            self._rest += data
        line, _, self._rest = self._rest.partition(b'\n')
        return line.decode('ascii', 'replace')

    def __del__(self):
        try:
            if self._descriptor >= 0:
                os.close(self._descriptor)
        except OSError:
            pass


def _connect(address):
    if sys.platform == 'win32':
        return os.open(address, os.O_RDWR | os.O_BINARY | os.O_NOINHERIT)
    from _socket import AF_UNIX, SOCK_STREAM, socket

    link = socket(AF_UNIX, SOCK_STREAM)
    try:
        link.connect(address)
        return move_up(link.detach())
    finally:
        link.close()


def _look_at(path):
    """A function that gives the first byte of a file, as it is then."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, 'O_CLOEXEC', 0) | getattr(os, 'O_BINARY', 0))
    if hasattr(os, 'pread'):
        descriptor = move_up(descriptor)
        pread = os.pread

        def look():
            try:
                return pread(descriptor, 1, 0)
            except OSError:
                return _OPEN

        return look
    from mmap import ACCESS_READ, mmap

    view = mmap(descriptor, 1, access=ACCESS_READ)
    os.close(descriptor)
    return lambda: view[:1]
