from bakery import Bakery
from place import address, authkey

if __name__ == '__main__':
    bakery = Bakery(address, authkey)
    bakery.start()

    shelf = bakery.Shelf()
    shelf.put('rye')
    print('a rye loaf is on the shelf')

    bakery.shutdown()
