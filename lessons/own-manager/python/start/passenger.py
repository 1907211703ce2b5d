import ferry  # registers itself
from line import Line
from place import address, authkey

Line.register('Kayak')

if __name__ == '__main__':
    line = Line(address, authkey)
    line.connect()

    steamer = line.Ferry()
    print('aboard:', steamer.board('Nour'))

    line.Kayak()
    print('paddling')
