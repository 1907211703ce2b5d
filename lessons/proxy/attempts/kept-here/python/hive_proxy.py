from multiprocessing.managers import BaseProxy


class HiveProxy(BaseProxy):
    """Stands for a hive, and counts along."""

    _exposed_ = ('bring', 'take')
    honey = 20

    def bring(self, grams):
        self.honey += grams
        return self._callmethod('bring', (grams,))

    def take(self):
        self.honey = 0
        return self._callmethod('take')
