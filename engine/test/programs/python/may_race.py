"""Reads and writes that another client could come between, and some that it could not."""

from multiprocessing import Event, Manager, Process


def other(d, value, ready, done):
    ready.set()
    done.wait()


def main(manager, ready, done):
    d, value, lock = manager.dict(x=1, a=1, b=1), manager.Value('i', 0), manager.Lock()
    d['x'] += 1  # nobody else has it yet
    child = Process(target=other, args=(d, value, ready, done))
    child.start()
    ready.wait()
    # After the fork: what is there before it, the child has too.
    alone = manager.dict(x=1)
    for _ in range(3):
        d['x'] += 1  # races
        value.value += 1  # races
        with lock:
            d['b'] += 1  # locked
        alone['x'] += 1  # nobody else has it
    before = d['a']
    d['b']
    d['a'] = before + 1
    print(d['x'])  # only read
    d['c'] = 1  # only written
    done.set()
    child.join()
    d['x'] += 1  # nobody else has it any more


if __name__ == '__main__':
    with Manager() as manager:
        main(manager, Event(), Event())
