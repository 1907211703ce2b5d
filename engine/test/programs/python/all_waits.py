"""One thread for each thing that a client can wait for; when a line comes, each gets it."""

import threading
from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as m:
        lock, semaphore, event, condition = m.Lock(), m.Semaphore(1), m.Event(), m.Condition()
        barrier, empty, full, tasks = m.Barrier(2), m.Queue(), m.Queue(1), m.JoinableQueue()
        lock.acquire()
        semaphore.acquire()
        full.put(1)
        tasks.put(1)

        def notified():
            with condition:
                condition.wait()

        waits = [lock.acquire, semaphore.acquire, event.wait, notified, barrier.wait, empty.get, lambda: full.put(2), tasks.join]
        threads = [threading.Thread(target=wait) for wait in waits]
        for thread in threads:
            thread.start()
        input()
        lock.release()
        semaphore.release()
        event.set()
        with condition:
            condition.notify()
        barrier.wait()
        empty.put(1)
        full.get()
        tasks.task_done()
        for thread in threads:
            thread.join()
        print('DONE')
        input()
