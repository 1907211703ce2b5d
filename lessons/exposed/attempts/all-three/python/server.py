from multiprocessing.managers import BaseManager
from tank import Tank
from place import address, authkey


class Waterworks(BaseManager):
    pass


Waterworks.register('Tank',
                    callable=Tank,
                    exposed=['level', 'fill', 'drain'])

if __name__ == '__main__':
    works = Waterworks(address, authkey)
    print('the tank is open')
    works.get_server().serve_forever()
