from multiprocessing.managers import BaseManager
from tank import Tank
from place import address, authkey


class Waterworks(BaseManager):
    pass


Waterworks.register('Tank',
                    callable=Tank,
                    exposed=['level', 'fill'])

if __name__ == '__main__':
    server = Waterworks(address, authkey).get_server()
    print('the tank is open')
    server.serve_forever()
