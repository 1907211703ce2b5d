from multiprocessing.managers import BaseManager
from place import address, authkey


class Waterworks(BaseManager):
    pass


Waterworks.register('Tank')

if __name__ == '__main__':
    works = Waterworks(address, authkey)
    works.connect()
    tank = works.Tank()

    print('level', tank.level())

    # Every method of a proxy does this underneath: it asks by name.
    print('filled to', tank._callmethod('fill', (20,)))

    print('drain is not for visitors')
    print('level', tank.level())
