from multiprocessing import Lock, Process
from multiprocessing.managers import SharedMemoryManager
from time import sleep

TURNS = 100


def grind(sacks, lock):
    """What a miller does: count each sack."""
    for _ in range(TURNS):
        n = sacks[0]
        sleep(0.005)  # takes the next sack
        sacks[0] = n + 1


if __name__ == '__main__':
    with SharedMemoryManager() as manager:
        sacks = manager.ShareableList([0])
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
