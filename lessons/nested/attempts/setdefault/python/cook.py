from multiprocessing import current_process

from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    current_process().authkey = authkey

    orchard = Orchard(address, authkey)
    orchard.connect()
    beds = orchard.beds()

    everything = beds.copy()
    everything['herbs'].insert(0, 'sage')
    print('in the kitchen', everything['herbs']._getvalue())
