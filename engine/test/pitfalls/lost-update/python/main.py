from multiprocessing import Manager, Process


def count(jars, barrier):
    jars['honey'] += 1 + 0 * barrier.wait()


if __name__ == '__main__':
    with Manager() as manager:
        jars = manager.dict(honey=0)
        barrier = manager.Barrier(2)
        workers = [Process(target=count, args=(jars, barrier)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(jars['honey'])
