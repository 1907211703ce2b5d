from place import address, authkey
from weather import Weather

if __name__ == '__main__':
    weather = Weather(address, authkey)
    print('weather for this machine')
    weather.get_server().serve_forever()
