from multiprocessing.managers import BaseManager
from place import address


class Treehouse(BaseManager):
    pass


Treehouse.register('Ladder')

if __name__ == '__main__':
    authkey = 'acorn'
    treehouse = Treehouse(address, authkey)
    treehouse.connect()
    ladder = treehouse.Ladder()
    print('on step', ladder.climb(5))
