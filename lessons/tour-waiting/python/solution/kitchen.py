from multiprocessing import Manager, Process
from time import sleep


def cook(doors, first, second, bell):
    """What a cook does: take one thing, reach for the other, cook."""
    doors.wait(5)  # nobody begins alone
    first.acquire()
    sleep(0.3)  # reaches for the other
    if second.acquire(True, 1):
        print('cooked')
        second.release()
    else:
        print('gave up')
    first.release()
    print('bell', bell.wait(1))


if __name__ == '__main__':
    manager = Manager()
    doors = manager.Barrier(2)
    knife = manager.Lock()
    board = manager.Lock()
    bell = manager.Event()

    ada = Process(
        name='Ada', target=cook, args=(doors, knife, board, bell))
    ben = Process(
        name='Ben', target=cook, args=(doors, knife, board, bell))
    ada.start()
    ben.start()
    bell.set()
    ada.join()
    ben.join()
    manager.shutdown()
