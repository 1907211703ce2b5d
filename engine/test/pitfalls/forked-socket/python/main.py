import os
from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        garden = manager.dict(north='basil')
        print(garden['north'], flush=True)
        child = os.fork()
        if child == 0:
            print(garden['north'], flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        print(garden['north'])
