from itertools import count
from multiprocessing import Process

from lighthouse import Lighthouse, lamp
from place import address, authkey


def shine(life):
    """The server: a lamp in its first, second, ... life."""
    lamp.life = life
    Lighthouse(address, authkey).get_server().serve_forever()


if __name__ == '__main__':
    # The keeper of the tower: when a lamp is gone, here is another.
    for life in count(1):
        server = Process(name=f'lamp {life}', target=shine, args=(life,))
        server.start()
        server.join()
        print(f'lamp {life} is gone')
