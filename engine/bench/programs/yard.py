"""What servers of the bench own, and the manager that all programs here use. Python's half of yard.ts."""
from multiprocessing.managers import SyncManager


class Counter(object):
    """The small call is add, the big one take."""

    def __init__(self):
        self.total = 0

    def add(self, amount):
        self.total += amount
        return self.total

    def take(self, data):
        return len(data)


class Yard(SyncManager):
    pass


Yard.register('Counter', Counter)
AUTHKEY = b'measured in the open'
