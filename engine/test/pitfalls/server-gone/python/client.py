import signal
import os
from multiprocessing.managers import BaseManager


class Garden(BaseManager):
    pass


Garden.register('Bed')

garden = Garden(('127.0.0.1', int(os.environ['PORT'])), authkey=b'open-sesame')
garden.connect()
bed = garden.Bed()
print(bed.water())
os.kill(bed.pid(), signal.SIGKILL)
try:
    bed.water()
except (EOFError, ConnectionResetError, BrokenPipeError) as error:
    print(type(error).__name__)
garden.Bed()
