"""What goes wrong with lifetimes: `flight`, `orphan`, `nested`, `manager`. See the tests."""

import os
import signal
import sys
from multiprocessing import Event, Manager, Process, Queue


def receiver(queue, go):
    go.wait()
    queue.get().append(1)


def flight():
    manager = Manager()
    queue, go = Queue(), Event()
    child = Process(target=receiver, name='receiver', args=(queue, go))
    child.start()
    queue.put(manager.list())
    while manager._number_of_objects() > 0:
        pass
    go.set()
    child.join()


def victim(numbers):
    numbers.append(1)
    os.kill(os.getpid(), signal.SIGKILL)


def orphan():
    manager = Manager()
    numbers = manager.list()
    child = Process(target=victim, name='victim', args=(numbers,))
    child.start()
    child.join()
    del numbers
    print('DONE')
    input()


def nested():
    manager = Manager()
    outer = manager.dict()
    outer['inner'] = manager.list()
    outer['inner'] = None
    print('DONE')
    input()


def user(numbers, go):
    go.wait()
    numbers.append(1)


def started(go):
    manager = Manager()
    child = Process(target=user, name='user', args=(manager.list(), go))
    child.start()
    return child


def manager():
    go = Event()
    child = started(go)
    go.set()
    child.join()


if __name__ == '__main__':
    {'flight': flight, 'orphan': orphan, 'nested': nested, 'manager': manager}[sys.argv[1]]()
