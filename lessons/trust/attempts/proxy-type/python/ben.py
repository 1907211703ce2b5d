from place import authkey, port
from team import Team

if __name__ == '__main__':
    team = Team(('127.0.0.1', port), authkey)
    team.connect()
    counter = team.counter()

    for _ in range(10):
        counter.add(1)
    print('ben sees', counter.get())
