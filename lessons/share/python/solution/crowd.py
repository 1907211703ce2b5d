from multiprocessing import Process

from museum import Museum
from place import address, authkey

WALKERS = 4
VISITS = 25


def walk(doors, gate):
    """What a walker does."""
    doors.wait()  # all go in at once
    for _ in range(VISITS):
        gate.enter()


if __name__ == '__main__':
    museum = Museum(address, authkey)
    museum.connect()
    doors = museum.Barrier(WALKERS)
    gate = museum.gate()

    walkers = [
        Process(name=f'walker {k}', target=walk, args=(doors, gate))
        for k in range(1, WALKERS + 1)
    ]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()

    print(WALKERS * VISITS, 'went in')
    print(gate.count(), 'were counted')
