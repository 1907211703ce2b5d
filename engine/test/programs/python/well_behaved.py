"""Proxies go to children and come back, and everybody ends in good order."""

from multiprocessing import Manager, Process, get_context


def work(numbers, queue, lock):
    for number in range(3):
        with lock:
            numbers.append(number)
    queue.put(numbers[:])


if __name__ == '__main__':
    with Manager() as manager:
        numbers, queue, lock = manager.list(), manager.Queue(), manager.Lock()
        children = [Process(target=work, args=(numbers, queue, lock)) for _ in range(2)]
        children.append(get_context('spawn').Process(target=work, args=(numbers, queue, lock)))
        for child in children:
            child.start()
        for child in children:
            child.join()
            queue.get()
        del numbers, queue, lock
