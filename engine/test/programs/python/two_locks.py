"""Two workers that take the same two locks, each the other's first first. With `ordered` both take them in one order."""

import os
import sys
from multiprocessing import Process, Manager


def worker(first, second, mine, other):
    first.acquire()
    mine.set()
    other.wait(0.2 if first is second else None)
    second.acquire()
    second.release()
    first.release()


def holder(lock, ready):
    lock.acquire()
    ready.set()
    os._exit(0)


def main(how):
    manager = Manager()
    ink, gate = manager.Lock(), manager.RLock() if how == 'rlock' else manager.Lock()
    a, b = manager.Event(), manager.Event()
    if how == 'dead':
        first = Process(target=holder, name='worker 1', args=(gate, a))
        first.start()
        first.join()
        b.set()
        workers = [Process(target=worker, name='worker 2', args=(gate, ink, a, b))]
    elif how == 'alone':
        b.set()
        workers = [Process(target=worker, name='worker 1', args=(gate, gate, a, b))]
    else:
        workers = [Process(target=worker, name='worker 1', args=(gate, ink, a, b)),
                   Process(target=worker, name='worker 2', args=(ink, gate, b, a))]
    for each in workers:
        each.daemon = True
        each.start()
    print('STARTED')
    input()


if __name__ == '__main__':
    main(sys.argv[1])
