from orchard import Orchard
from place import address, authkey

if __name__ == '__main__':
    orchard = Orchard(address, authkey)
    print('the orchard is open')
    orchard.get_server().serve_forever()
