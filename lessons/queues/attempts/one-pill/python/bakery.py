from multiprocessing import Manager, Process

BAKERS = 3
LOAVES = 12


def bake(jobs, done):
    """What a baker does until there is nothing more to do."""
    while True:
        loaf = jobs.get()
        if loaf is None:
            break
        done.put(f'{loaf} baked')
        jobs.task_done()


if __name__ == '__main__':
    manager = Manager()
    jobs = manager.JoinableQueue()
    done = manager.Queue()

    bakers = [
        Process(name=f'baker {k}', target=bake, args=(jobs, done),
                daemon=True)
        for k in range(1, BAKERS + 1)
    ]
    for baker in bakers:
        baker.start()

    for k in range(1, LOAVES + 1):
        jobs.put(f'loaf {k}')
    jobs.join()  # all loaves are in the basket

    jobs.put(None)

    for _ in range(LOAVES):
        print(done.get())
    manager.shutdown()
