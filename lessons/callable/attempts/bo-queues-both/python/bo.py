from multiprocessing.managers import BaseManager
from place import address, authkey


class Pub(BaseManager):
    pass


Pub.register('Jukebox')
Pub.register('Tab')

if __name__ == '__main__':
    pub = Pub(address, authkey)
    pub.connect()

    tab = pub.Tab('Bo')
    jukebox = pub.Jukebox()
    jukebox.queue('Old Tram')
    jukebox.queue('Rain Again')
    tab.add(50)

    print('up next:', jukebox.songs())
    print(tab.bill())
