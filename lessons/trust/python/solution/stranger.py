from multiprocessing.managers import BaseManager

from place import port


class Team(BaseManager):
    pass


Team.register('counter')

if __name__ == '__main__':
    # Somebody who has seen your source on the web.
    team = Team(('127.0.0.1', port), authkey=b'team')
    try:
        team.connect()
        counter = team.counter()
        counter._callmethod('set', (1000,))
        print('a thousand, why not')
    except Exception as error:
        print('no luck:', type(error).__name__)
