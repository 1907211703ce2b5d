from multiprocessing.managers import BaseProxy


class HiveProxy(BaseProxy):
    """Stands for a hive. Each method is one call there."""

    _exposed_ = ('bring', 'take')

    def bring(self, grams):
        return self._callmethod('bring', (grams,))

    def take(self):
        return self._callmethod('take')
