"""Makes and shares memory in the ways that a trace tells of. With `track` it leaves a segment to the tracker."""

import sys
from multiprocessing import Process
from multiprocessing.shared_memory import ShareableList, SharedMemory


def change(name):
    items = ShareableList(name=name)
    items[0] = 7
    items[1] = 'mint'
    items[1] = b'sage'
    items.shm.close()


if __name__ == '__main__':
    memory = SharedMemory('psm_story_py', create=True, size=10)
    memory.buf[0] = 5
    items = ShareableList([1, 'basil'])
    for number in range(5000):
        items[0] = number
    child = Process(target=change, args=(items.shm.name,))
    child.start()
    child.join()
    print(list(items), items.format)
    try:
        items[2] = 1
    except IndexError as error:
        print(error)
    try:
        SharedMemory('psm_story_none')
    except FileNotFoundError as error:
        print(error)
    items.shm.close()
    items.shm.unlink()
    try:
        items[0]
    except TypeError as error:
        print(error)
    if 'track' not in sys.argv:
        memory.close()
        memory.unlink()
