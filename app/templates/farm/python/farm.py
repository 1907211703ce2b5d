from multiprocessing import Manager, Process


def work(name, tasks, results):
    """What a worker does."""
    while True:
        task = tasks.get()  # Waits until there is one.
        if task is None:  # Nothing more comes.
            break
        results.put(f'{name}: {task} squared is {task * task}')


if __name__ == '__main__':
    manager = Manager()
    tasks = manager.Queue()
    results = manager.Queue()

    workers = [
        Process(name=name, target=work, args=(name, tasks, results))
        for name in ('Ada', 'Bo')
    ]
    for worker in workers:
        worker.start()

    numbers = [1, 2, 3, 4, 5, 6]
    for number in numbers:
        tasks.put(number)
    for _ in numbers:
        print(results.get())

    # One for each worker: whoever takes it goes home.
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    manager.shutdown()
