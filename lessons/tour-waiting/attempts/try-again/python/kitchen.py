from multiprocessing import Manager, Process
from time import sleep


def cook(doors, first, second, bell, wait):
    """What a cook does: take one thing, reach for the other, cook."""
    doors.wait(5)  # nobody begins alone
    while True:
        first.acquire()
        sleep(0.05)  # reaches for the other
        if second.acquire(False):
            break
        first.release()
        sleep(wait)
    print('cooked')
    second.release()
    first.release()
    print('bell', bell.wait(1))


if __name__ == '__main__':
    manager = Manager()
    doors = manager.Barrier(2)
    knife = manager.Lock()
    board = manager.Lock()
    bell = manager.Event()

    ada = Process(
        name='Ada', target=cook, args=(doors, knife, board, bell, 0.04))
    ben = Process(
        name='Ben', target=cook, args=(doors, board, knife, bell, 0.35))
    ada.start()
    ben.start()
    bell.set()
    ada.join()
    ben.join()
    manager.shutdown()
