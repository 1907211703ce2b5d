from multiprocessing import current_process
from multiprocessing.managers import BaseManager
from place import address


class Treehouse(BaseManager):
    pass


Treehouse.register('Ladder')

if __name__ == '__main__':
    current_process().authkey = b'acorn'
    treehouse = Treehouse(address)
    treehouse.connect()
    ladder = treehouse.Ladder()
    print('on step', ladder.climb(5))
