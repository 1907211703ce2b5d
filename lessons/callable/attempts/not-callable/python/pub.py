from multiprocessing.managers import BaseManager
from jukebox import Jukebox
from place import address, authkey
from tab import Tab


class Pub(BaseManager):
    pass


jukebox = Jukebox()

Pub.register('Jukebox', callable=jukebox)
Pub.register('Tab', callable=Tab)

if __name__ == '__main__':
    pub = Pub(address, authkey)
    print('the pub is open')
    pub.get_server().serve_forever()
