from multiprocessing import Lock, Process
from multiprocessing.shared_memory import ShareableList

TURNS = 100


def grind(sacks, lock):
    """What a miller does: count each sack."""
    for _ in range(TURNS):
        with lock:
            sacks[0] += 1


if __name__ == '__main__':
    sacks = ShareableList([0])
    lock = Lock()

    millers = [
        Process(name=f'miller {k}', target=grind, args=(sacks, lock))
        for k in range(1, 3)
    ]
    for miller in millers:
        miller.start()
    for miller in millers:
        miller.join()
    print('sacks', sacks[0])
    sacks.shm.close()
    sacks.shm.unlink()
