"""One of those who tell a story together: the Python half of teller.ts.

Arguments: address, name, seconds. Prints what it put, what it took and how often it counted, as JSON.
"""
import json
import multiprocessing
import sys
import time
from multiprocessing.managers import AcquirerProxy, DictProxy, SyncManager


class Story(SyncManager):
    pass


Story.register('queue')
Story.register('lock', proxytype=AcquirerProxy)
Story.register('book', proxytype=DictProxy)

address, name, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
multiprocessing.current_process().authkey = b'rain in may'
manager = Story(address)
manager.connect()
queue, lock, book = manager.queue(), manager.lock(), manager.book()
taken, put, counted = [], 0, 0

print('ready', flush=True)
sys.stdin.readline()

end = time.monotonic() + seconds
while time.monotonic() < end:
    queue.put([name, put])
    put += 1
    taken.append(queue.get())
    with lock:
        counts = book['counts']
        counts['total'] += 1
        counts[name] = counts.get(name, 0) + 1
        counted += 1
        del counts
print(json.dumps({'name': name, 'put': put, 'taken': taken, 'counted': counted}))
