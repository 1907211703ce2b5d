from multiprocessing.managers import BaseManager
from place import address, authkey


class Desk(BaseManager):
    pass


# No class here: the object stays in the server.
Desk.register('Counter')

if __name__ == '__main__':
    desk = Desk(address, authkey)
    desk.connect()
    counter = desk.Counter()

    for step in (1, 2, 3):
        print('added', step, 'and have', counter.add(step))
