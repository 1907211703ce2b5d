from multiprocessing import Lock, Manager, Process

TURNS = 100


def grind(sacks, lock):
    """What a miller does: count each sack."""
    for _ in range(TURNS):
        with lock:
            sacks.value += 1


if __name__ == '__main__':
    with Manager() as manager:
        sacks = manager.Value('i', 0)
        lock = Lock()

        millers = [
            Process(name=f'miller {k}', target=grind, args=(sacks, lock))
            for k in range(1, 3)
        ]
        for miller in millers:
            miller.start()
        for miller in millers:
            miller.join()
        print('sacks', sacks.value)
