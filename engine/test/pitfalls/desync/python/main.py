import signal
import threading
from multiprocessing import Manager


class Interrupted(Exception):
    pass


def interrupt(number, frame):
    raise Interrupted


if __name__ == '__main__':
    with Manager() as manager:
        queue = manager.Queue()
        prices = manager.dict(x=42)
        print(prices['x'])
        signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            queue.get()
        except Interrupted:
            pass
        other = threading.Thread(target=queue.put, args=('STALE-ITEM',))
        other.start()
        other.join()
        print(prices['x'])
        print(prices['x'])
