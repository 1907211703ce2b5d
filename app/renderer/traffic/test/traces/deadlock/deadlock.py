"""Two workers take two locks in opposite order, each waits for the other for ever. Runs until it is ended."""
import multiprocessing
import sys
import time


def work(first, second, meet):
    first.acquire()
    meet.wait()
    second.acquire()


def main():
    context = multiprocessing.get_context('spawn')
    with context.Manager() as manager:
        gate = manager.Lock()
        ink = manager.Lock()
        meet = manager.Barrier(2)
        one = context.Process(target=work, args=(gate, ink, meet), name='worker 1')
        two = context.Process(target=work, args=(ink, gate, meet), name='worker 2')
        one.start()
        two.start()
        time.sleep(1.5)
        print('ready', flush=True)
        one.join()


if __name__ == '__main__':
    sys.exit(main())
