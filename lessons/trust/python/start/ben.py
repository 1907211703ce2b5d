from parcel import parcel
from place import authkey, port
from team import Team

if __name__ == '__main__':
    team = Team(('127.0.0.1', port), authkey)
    team.connect()
    counter = team.counter()

    for _ in range(10):
        counter.set(counter.get() + 1)
    print('ben sees', counter.get())

    # A parcel that somebody gave to Ben. Pass it on?
    counter.set(parcel)
