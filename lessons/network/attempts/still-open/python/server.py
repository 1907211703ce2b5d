from place import address, authkey
from weather import Weather

if __name__ == '__main__':
    _, port = address
    weather = Weather(('0.0.0.0', port), authkey)
    print('weather for everybody')
    weather.get_server().serve_forever()
