"""A thousand calls, and then one that is interrupted; another thread puts the item that it waited for."""

import threading
from multiprocessing import Manager

if __name__ == '__main__':
    manager = Manager()
    d = manager.dict({'x': 42})
    q = manager.Queue()
    for number in range(250):
        d['n'] = number
        d['x']
        q.put(number)
        q.get()
    print('READY')
    try:
        q.get()
    except KeyboardInterrupt:
        pass
    thread = threading.Thread(target=lambda: q.put('STALE-ITEM'))
    thread.start()
    thread.join()
    print(d['x'])
    print(d['x'])
    print('DONE')
    input()
