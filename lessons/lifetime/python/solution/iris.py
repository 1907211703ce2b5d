from multiprocessing import current_process
from multiprocessing.connection import Listener
from time import sleep

from office import Office
from place import address, authkey

if __name__ == '__main__':
    # Proxies that arrive by post use the key of this process.
    current_process().authkey = authkey

    office = Office(address, authkey)
    office.connect()
    board = office.board()

    # A letter box: a listener, and its address on the board.
    listener = Listener(('127.0.0.1', 0), authkey=authkey)
    board['box'] = listener.address

    post = listener.accept()
    sleep(0.5)  # she is in the garden
    letter = post.recv()
    print('read', letter[0], flush=True)
    post.send('thank you')
    del letter
    listener.close()
