import os
import socket
from multiprocessing.managers import BaseManager

if __name__ == '__main__':
    taken = socket.create_server(('127.0.0.1', int(os.environ['PORT'])))
    manager = BaseManager(('127.0.0.1', int(os.environ['PORT'])), authkey=b'tea')
    manager.start()
