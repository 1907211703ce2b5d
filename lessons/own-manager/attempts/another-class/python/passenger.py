from multiprocessing.managers import RemoteError, SyncManager
from place import address, authkey


class Tourist(SyncManager):
    pass


Tourist.register('Ferry')
Tourist.register('Kayak')

if __name__ == '__main__':
    tourist = Tourist(address, authkey)
    tourist.connect()

    for typeid in ['Kayak', 'Ferry']:
        try:
            boat = getattr(tourist, typeid)()
            print('aboard:', boat.board('Nour'))
        except RemoteError:
            print('no', typeid, 'here')
