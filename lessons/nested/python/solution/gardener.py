from multiprocessing import current_process

from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    # Proxies that arrive inside an answer use the key of this process.
    current_process().authkey = authkey

    orchard = Orchard(address, authkey)
    orchard.connect()
    beds = orchard.beds()

    # A list of the server, and a proxy to it in the shared dict.
    beds['herbs'] = orchard.list(['basil'])

    herbs = beds['herbs']
    herbs.append('mint')
    print('planted', herbs[:])
