from multiprocessing import Manager, Process


def work(first, second, barrier):
    with first:
        barrier.wait()
        with second:
            print('both')


if __name__ == '__main__':
    with Manager() as manager:
        ink, gate = manager.Lock(), manager.Lock()
        barrier = manager.Barrier(2)
        workers = [
            Process(target=work, args=(ink, gate, barrier)),
            Process(target=work, args=(gate, ink, barrier)),
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(1)
        for worker in workers:
            worker.terminate()
            worker.join()
