from multiprocessing.connection import Client

from office import Office
from place import address, authkey

if __name__ == '__main__':
    office = Office(address, authkey)
    office.connect()
    board = office.board()

    # A letter is a list that the server owns.
    letter = office.list(['dear Iris'])

    box = Client(board['box'], authkey=authkey)
    box.send(letter)
    del letter  # sent is sent
    print('sent')
    box.close()
