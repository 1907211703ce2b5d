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

    for _ in range(WALKERS * VISITS):
        gate.enter()

    print(WALKERS * VISITS, 'went in')
    print(gate.count(), 'were counted')
