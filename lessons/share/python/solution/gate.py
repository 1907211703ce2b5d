from threading import Lock
from time import sleep


class Gate:
    """Counts the people who go through it."""

    def __init__(self):
        self._n = 0
        self._lock = Lock()

    def enter(self):
        with self._lock:  # one thread at a time
            n = self._n
            sleep(0.001)  # the ticket is stamped
            self._n = n + 1

    def count(self):
        return self._n
