from multiprocessing.managers import SyncManager
import sys
manager = SyncManager(address=sys.argv[1], authkey=b'basil')
manager.connect()
d = manager.dict({'x': 1})
d['x'] += 1
lock = manager.Lock()
with lock: d['x'] += 1
[d['x'] for _ in range(3)]
d['y']
