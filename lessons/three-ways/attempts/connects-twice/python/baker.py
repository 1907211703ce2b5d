from bakery import Bakery
from place import address, authkey

if __name__ == '__main__':
    bakery = Bakery(address, authkey)
    bakery.connect()

    again = Bakery(address, authkey)
    again.connect()
    same_shelf = again.Shelf()
    same_shelf.put('rye')
    print('a rye loaf is on the shelf')
