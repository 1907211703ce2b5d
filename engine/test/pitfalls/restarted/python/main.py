import os
import signal
import threading
from multiprocessing import Process
from multiprocessing.managers import BaseManager


class Bed:
    def water(self):
        return 'wet'


class Garden(BaseManager):
    pass


Garden.register('Bed', Bed)


def make():
    return Garden(('127.0.0.1', int(os.environ['PORT'])), authkey=b'tea')


def water(bed):
    try:
        print(bed.water())
    except Exception as error:
        print(type(error).__name__)


if __name__ == '__main__':
    first = make()
    first.start()
    bed = first.Bed()
    water(bed)
    os.kill(first._process.pid, signal.SIGKILL)
    first._process.join()
    second = make()
    second.start()
    again = threading.Thread(target=water, args=(bed,))
    again.start()
    again.join()
    second.shutdown()
