from multiprocessing.managers import RemoteError
from line import Line
from place import address, authkey

Line.register('Kayak')

if __name__ == '__main__':
    line = Line(address, authkey)
    line.connect()

    ferry = line.Ferry()
    print('aboard:', ferry.board('Nour'))

    try:
        line.Kayak()
        print('paddling')
    except RemoteError:
        print('no kayaks here')
