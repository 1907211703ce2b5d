"""`Recorder`: stamps events and appends them to this process's trace file.

One line of JSON an event, in one `os.write`. The program is never disturbed: no error leaves this file, and no thread
waits for another. An event goes into a queue, and whoever holds the lock empties it; a thread that finds the lock taken
leaves its event to the holder. Waiting for the lock instead could deadlock: the garbage collector may run a proxy's
finalizer, which speaks to a server, in the middle of a report, and the server may be another thread of this process.
"""

import os
import sys
from _thread import allocate_lock
from collections import deque
from time import monotonic_ns, time_ns

try:
    from _json import encode_basestring_ascii as quote
except ImportError:
    from json.encoder import py_encode_basestring_ascii as quote

VERSION = 1
# Descriptors below stay free for the program, which may count on getting the lowest.
_LOWEST_DESCRIPTOR = 500
_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'


def encode(value):
    """`value` as JSON: None, bool, int, str, and lists, tuples and dicts of them."""
    if value is None:
        return 'null'
    if value is True:
        return 'true'
    if value is False:
        return 'false'
    if isinstance(value, str):
        return quote(str(value))
    if isinstance(value, int):
        return '%d' % value
    if isinstance(value, dict):
        return '{%s}' % ','.join(['%s:%s' % (quote(str(key)), encode(item)) for key, item in value.items()])
    return '[%s]' % ','.join([encode(item) for item in value])


def fields(**values):
    """The JSON members `,"key":value…` that follow an event's name."""
    return ''.join([',"%s":%s' % (key, encode(value)) for key, value in values.items()])


class Recorder:
    """Writes `<directory>/<process id>.ndjson`. Usable from any thread, in finalizers and in signal handlers."""

    def __init__(self, directory):
        self._directory = directory
        #: Reports nothing: Python's fork server, whose forked children do report.
        self.muted = False
        #: The `ConnectionReports`, once `multiprocessing.connection` is there.
        self.connections = None
        #: The `MemoryReports`, once `multiprocessing.shared_memory` is there.
        self.memory = None
        self._forget()
        #: Called in a forked child, after this recorder has become the child's.
        self.on_fork = []
        #: Called just before the process reports its end.
        self.at_exit = []
        if hasattr(os, 'register_at_fork'):
            os.register_at_fork(after_in_child=self._after_fork)

    def _forget(self):
        self.pid = os.getpid()
        self.process = '%d-%s' % (self.pid, _base36(time_ns() // 1000000))
        self._head = '{"v":%d,"process":%s,"seq":' % (VERSION, quote(self.process))
        self._queue = deque()
        self._lock = allocate_lock()
        self._count = 0
        self._seq = 0
        self._lost = 0
        self._size = 0
        self._descriptor = -1
        self._identity = None
        self._first = None

    def _after_fork(self):
        try:
            # The copy of the parent's descriptor. Its file goes on in the parent.
            if self._descriptor >= 0 and self._is_ours():
                os.close(self._descriptor)
        except OSError:
            pass
        self._forget()
        self.muted = False
        for listener in self.on_fork:
            listener()

    def new_id(self):
        """A name for a connection or a listener, unique within the run."""
        self._count += 1
        return '%s.%d' % (self.process, self._count)

    def emit(self, name, members='', time=None):
        """Reports one event. `members` are as made by `fields`; `time` is `monotonic_ns()` of the event, if not now."""
        if self.muted:
            return
        self._queue.append((time or monotonic_ns(), name, members))
        self.flush()

    def defer(self, name, members=''):
        """Like `emit`, but is written with the next event or `flush`."""
        if not self.muted:
            self._queue.append((monotonic_ns(), name, members))

    def emit_first(self, name, make_members):
        """Like `emit`, but is written with the next event or `flush`: its members are asked for only then."""
        self._first = (monotonic_ns(), name, make_members)

    def emit_later(self, name, members=''):
        """Like `emit`, but is written with the next event or `flush`."""
        if not self.muted:
            self._queue.append((monotonic_ns(), name, members))

    def flush(self):
        """Writes what waits, unless another thread is about to do so."""
        lock = self._lock
        while (self._queue or self._first) and lock.acquire(False):
            try:
                if not self._write_all():
                    return
            except Exception:
                return
            finally:
                lock.release()

    def finish(self):
        """Writes what waits, also what another thread was about to write. For use just before the process ends."""
        self.flush()
        if self._lock.acquire(True, 0.2):
            self._lock.release()
        self.flush()

    def _write_all(self):
        queue = self._queue
        seq = self._seq
        parts = []
        if self._lost:
            parts.append(self._line(seq, (monotonic_ns(), 'trace/lost', ',"count":%d' % self._lost)))
            seq += 1
        first = self._first
        if first is not None:
            parts.append(self._line(seq, (first[0], first[1], first[2]())))
            seq += 1
        count = 0
        while queue:
            parts.append(self._line(seq, queue.popleft()))
            seq += 1
            count += 1
        if self._append(''.join(parts).encode('ascii')):
            self._seq = seq
            self._lost = 0
            self._first = None
            return True
        self._lost += count
        return False

    def _line(self, seq, event):
        return '%s%d,"time":%d,"name":"%s"%s}\n' % (self._head, seq, event[0] // 1000, event[1], event[2])

    def _append(self, data):
        """Appends all of `data`, or nothing: half a line would spoil the next one. Returns whether it did."""
        try:
            if self._descriptor < 0 or not self._is_ours():
                self._open()
            descriptor = self._descriptor
            rest = data
            try:
                while rest:
                    rest = rest[os.write(descriptor, rest):]
            except OSError:
                os.ftruncate(descriptor, self._size)
                return False
            self._size += len(data)
            return True
        except OSError:
            return False

    def _is_ours(self):
        # A program that closes all descriptors (a daemon does) may since have got ours for a file of its own.
        try:
            status = os.fstat(self._descriptor)
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._identity

    def _open(self):
        path = os.path.join(self._directory, self.process + '.ndjson')
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, 'O_CLOEXEC', 0) | getattr(os, 'O_BINARY', 0)
        try:
            descriptor = os.open(path, flags, 0o600)
        except FileNotFoundError:
            os.makedirs(self._directory, exist_ok=True)
            descriptor = os.open(path, flags, 0o600)
        if sys.platform != 'win32':
            descriptor = move_up(descriptor)
        status = os.fstat(descriptor)
        self._descriptor = descriptor
        self._identity = (status.st_dev, status.st_ino)
        self._size = status.st_size


def move_up(descriptor):
    import fcntl

    try:
        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LOWEST_DESCRIPTOR)
    except (OSError, ValueError):
        return descriptor
    os.close(descriptor)
    return moved


def _base36(number):
    digits = ''
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or '0'
