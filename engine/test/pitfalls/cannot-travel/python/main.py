import multiprocessing
from multiprocessing.managers import BaseManager


class Garden(BaseManager):
    pass


Garden.register('beds', callable=lambda: ['basil'])

if __name__ == '__main__':
    garden = Garden(ctx=multiprocessing.get_context('spawn'))
    garden.start()
