from multiprocessing.managers import BaseManager
from ladder import Ladder
from place import address


class Treehouse(BaseManager):
    pass


Treehouse.register('Ladder', callable=Ladder)

if __name__ == '__main__':
    authkey = b'acorn'
    treehouse = Treehouse(address, authkey)
    print('who is there?')
    treehouse.get_server().serve_forever()
