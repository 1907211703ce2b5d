from bakery import Bakery
from place import address, authkey

if __name__ == '__main__':
    bakery = Bakery(address, authkey)
    bakery.start()
    print('the shop is open')
    bakery.join()
