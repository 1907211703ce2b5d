from threading import Lock
from time import sleep


class Gate:
    """Counts the people who go through it."""

    def __init__(self):
        self._n = 0

    def enter(self):
        n = self._n
        sleep(0.001)  # the ticket is stamped
        self._n = n + 1

    def count(self):
        return self._n
