import os
from multiprocessing.managers import BaseManager


class Garden(BaseManager):
    pass


Garden.register('Bed')

from multiprocessing.connection import Client
from multiprocessing.managers import dispatch

dispatch(Client(('127.0.0.1', int(os.environ['PORT'])), authkey=b'open-sesame'), None, 'shutdown')
