"""Two threads of one client and one lock; then a condition, whose lock is given back while one waits for it."""

import threading

from garden import ADDRESS, AUTHKEY, GardenManager

manager = GardenManager(address=ADDRESS, authkey=AUTHKEY)
manager.connect()
lock = manager.Lock()
ready = manager.Event()
condition = manager.Condition()
woken = manager.Event()


def second():
    ready.set()
    with lock:
        print('second')


lock.acquire()
thread = threading.Thread(target=second)
thread.start()
ready.wait()
input()
lock.release()
thread.join()
print(lock.acquire(False), lock.acquire(False))
lock.release()


def sleep():
    with condition:
        ready.clear()
        condition.wait()
        woken.set()


thread = threading.Thread(target=sleep)
thread.start()
while not woken.is_set():
    with condition:
        condition.notify()
thread.join()
