from line import Line
from place import address, authkey

Line.register('Ferry')
Line.register('Kayak')

if __name__ == '__main__':
    line = Line(address, authkey)
    line.connect()

    ferry = line.Ferry()
    print('aboard:', ferry.board('Nour'))

    print('no kayaks here')
