from multiprocessing.connection import Client

from place import address, authkey
from weather import Weather

if __name__ == '__main__':
    weather = Weather(address, authkey)
    weather.connect()
    log = weather.log()

    log.append(-3)
    print('north has', log[:])
    del log

    # A request to the server itself: no object, a function's name.
    last = Client(address, authkey=authkey)
    last.send((None, 'shutdown', (), {}))
    print('server says', last.recv())
    last.close()
