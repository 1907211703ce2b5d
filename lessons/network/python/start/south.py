from place import address, authkey
from weather import Weather

if __name__ == '__main__':
    weather = Weather(address, authkey)
    weather.connect()
    log = weather.log()

    log.append(21)
    print('south has', log[:])
