from bakery import Bakery

if __name__ == '__main__':
    bakery = Bakery()
    bakery.start()

    shelf = bakery.Shelf()
    shelf.put('rye')
    print('a rye loaf is on the shelf')

    bakery.shutdown()
