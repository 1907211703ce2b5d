from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    orchard = Orchard(address, authkey)
    orchard.connect()
    beds = orchard.beds()

    herbs = orchard.list(['basil', 'mint'])
    herbs.append('sage')
    beds['herbs'] = herbs
    print('in the kitchen', herbs[:])
