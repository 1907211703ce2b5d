from multiprocessing.managers import BaseManager
from jukebox import Jukebox
from place import address, authkey
from tab import Tab


class Pub(BaseManager):
    pass


jukebox = Jukebox()
tab = Tab('everybody')


def the_jukebox():
    return jukebox


Pub.register('Jukebox', callable=the_jukebox)
Pub.register('Tab', callable=lambda name: tab)

if __name__ == '__main__':
    pub = Pub(address, authkey)
    print('the pub is open')
    pub.get_server().serve_forever()
