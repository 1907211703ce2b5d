import os
from multiprocessing.managers import BaseManager


class Garden(BaseManager):
    pass


Garden.register('Bed')

garden = Garden(('127.0.0.1', int(os.environ['PORT'])),
                authkey=b'open sesame')
garden.connect()
print(garden.Bed().water())
