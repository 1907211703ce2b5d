import os
from multiprocessing.managers import BaseManager


class Bed:
    def water(self):
        return 'wet'


class Garden(BaseManager):
    pass


Garden.register('Bed', Bed)

if __name__ == '__main__':
    garden = Garden(('127.0.0.1', int(os.environ['PORT'])), authkey=b'open-sesame')
    server = garden.get_server()
    print('READY', flush=True)
    server.serve_forever()
    print('the garden is closed')
