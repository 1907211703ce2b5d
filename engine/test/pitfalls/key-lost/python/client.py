import os
from multiprocessing.managers import SyncManager

manager = SyncManager(('127.0.0.1', int(os.environ['PORT'])), authkey=b'tea')
manager.connect()
garden = manager.dict()
garden['beds'] = manager.list()
print(garden['beds'])
