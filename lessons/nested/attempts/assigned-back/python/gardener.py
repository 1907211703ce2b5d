from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    orchard = Orchard(address, authkey)
    orchard.connect()
    beds = orchard.beds()

    # A list in the shared dict.
    beds['herbs'] = ['basil']

    herbs = beds['herbs']
    herbs.append('mint')
    beds['herbs'] = herbs
    print('planted', beds['herbs'])
