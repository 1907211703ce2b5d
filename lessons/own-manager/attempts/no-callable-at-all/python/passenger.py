import ferry  # registers itself
from multiprocessing.managers import RemoteError
from line import Line
from place import address, authkey

Line.register('Kayak')

if __name__ == '__main__':
    line = Line(address, authkey)
    line.connect()

    steamer = line.Ferry()
    print('aboard:', steamer.board('Nour'))

    try:
        line.Kayak()
        print('paddling')
    except RemoteError:
        print('no kayaks here')
