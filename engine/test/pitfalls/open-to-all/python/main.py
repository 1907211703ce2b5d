import os
from multiprocessing.managers import BaseManager

if __name__ == '__main__':
    manager = BaseManager(('', int(os.environ['PORT'])), authkey=b'tea')
    manager.start()
    manager.shutdown()
