from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    orchard = Orchard(address, authkey)
    orchard.connect()
    beds = orchard.beds()

    herbs = beds['herbs']
    herbs += ['mint', 'sage']
    print('in the kitchen', herbs)
