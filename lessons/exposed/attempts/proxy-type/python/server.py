from multiprocessing.managers import BaseManager, MakeProxyType
from tank import Tank
from place import address, authkey


class Waterworks(BaseManager):
    pass


Waterworks.register('Tank',
                    callable=Tank,
                    proxytype=MakeProxyType('TankProxy', ('level', 'fill')))

if __name__ == '__main__':
    works = Waterworks(address, authkey)
    print('the tank is open')
    works.get_server().serve_forever()
