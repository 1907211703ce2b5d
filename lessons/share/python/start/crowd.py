from multiprocessing import Process
from time import sleep

from museum import Museum
from place import address, authkey

WALKERS = 4
VISITS = 25


def walk(doors, visits):
    """What a walker does."""
    doors.wait()  # all go in at once
    for _ in range(VISITS):
        n = visits['n']
        sleep(0.001)  # the ticket is stamped
        visits['n'] = n + 1


if __name__ == '__main__':
    museum = Museum(address, authkey)
    museum.connect()
    doors = museum.Barrier(WALKERS)
    visits = museum.visits()

    walkers = [
        Process(name=f'walker {k}', target=walk, args=(doors, visits))
        for k in range(1, WALKERS + 1)
    ]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()

    print(WALKERS * VISITS, 'went in')
    print(visits['n'], 'were counted')
