import os
import signal
from multiprocessing import Manager, Process


def hold(manager):
    beds = manager.list(['basil'])
    print(beds)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == '__main__':
    with Manager() as manager:
        holder = Process(target=hold, args=(manager,))
        holder.start()
        holder.join()
        print(manager._number_of_objects())
