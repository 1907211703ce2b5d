"""A started manager, a child that uses its proxies and fails, and one that is killed, by the start method that is given."""

import multiprocessing
import signal
import sys


def work(numbers, names):
    numbers.append(len(numbers))
    names['child'] = multiprocessing.current_process().name
    raise LookupError('no seeds')


def sleep(awake):
    awake.set()
    signal.pause()


def main(method):
    context = multiprocessing.get_context(method)
    with context.Manager() as manager:
        numbers = manager.list([1, 2])
        names = manager.dict()
        child = context.Process(target=work, args=(numbers, names), name='Gardener')
        child.start()
        child.join()
        print(numbers, names, child.exitcode)
        awake = context.Event()
        sleeper = context.Process(target=sleep, args=(awake,), name='Sleeper')
        sleeper.start()
        awake.wait()
        sleeper.kill()
        sleeper.join()
        print(sleeper.exitcode)


if __name__ == '__main__':
    main(sys.argv[1])
