from multiprocessing.managers import BaseManager

if __name__ == '__main__':
    manager = BaseManager(authkey='tea')
    manager.start()
