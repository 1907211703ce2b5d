"""Two workers and a clerk share a queue, a dict and a lock; the dispatcher fills the queue. Runs until it is ended.

The proxies go to the others through a pipe. In the arguments of a process they would not be counted.
"""
import multiprocessing
import sys
import time
from multiprocessing.managers import SyncManager


class Counter:
    def __init__(self, value=0):
        self.count = value

    def increment(self):
        self.count += 1

    def value(self):
        return self.count

    def __repr__(self):
        return f'Counter({self.count})'


class Desk(SyncManager):
    pass


Desk.register('Counter', Counter, exposed=('increment', 'value', '__repr__'))


def work(pipe):
    jobs, ledger, gate = pipe.recv()
    pipe.send('thanks')
    while True:
        pause = jobs.get()
        with gate:
            ledger['sorted'] = ledger['sorted'] + 1
            time.sleep(pause)
        jobs.task_done()


def keep(pipe):
    ledger, gate, total = pipe.recv()
    pipe.send('thanks')
    for _ in range(3):
        total.increment()
    print(total, ledger)
    gate.acquire()


def main():
    context = multiprocessing.get_context('spawn')

    def start(name, target, *shared):
        ours, theirs = context.Pipe()
        context.Process(target=target, args=(theirs,), name=name, daemon=True).start()
        ours.send(shared)
        ours.recv()

    desk = Desk(ctx=context)
    desk.start()
    jobs = desk.JoinableQueue()
    ledger = desk.dict({'sorted': 38})
    gate = desk.Lock()
    total = desk.Counter(38)
    start('worker 1', work, jobs, ledger, gate)
    for _ in range(3):
        jobs.put(0.02)
    jobs.join()
    jobs.put(60)
    time.sleep(0.4)
    start('worker 2', work, jobs, ledger, gate)
    jobs.put(0.02)
    time.sleep(0.5)
    start('clerk', keep, ledger, gate, total)
    del ledger, gate, total
    time.sleep(0.3)
    for _ in range(3):
        jobs.put(0.02)
    print('ready', flush=True)
    time.sleep(60)


if __name__ == '__main__':
    sys.exit(main())
