from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    orchard = Orchard(address, authkey)
    orchard.connect()
    beds = orchard.beds()

    herbs = beds['herbs']
    herbs.append('sage')
    beds['herbs'] = herbs
    print('in the kitchen', beds['herbs'])
