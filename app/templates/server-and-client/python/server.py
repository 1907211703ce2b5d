from multiprocessing.managers import BaseManager
from place import address, authkey


class Counter:
    def __init__(self):
        self._count = 0

    def add(self, step=1):
        self._count += step
        return self._count

    def value(self):
        return self._count


# One counter for everybody who asks.
counter = Counter()


class Desk(BaseManager):
    pass


Desk.register('Counter', callable=lambda: counter)

if __name__ == '__main__':
    desk = Desk(address, authkey)
    print('the desk is open')
    desk.get_server().serve_forever()
