"""Serves what a SyncManager has, at the address that is given."""

import sys
from multiprocessing.managers import SyncManager

if __name__ == '__main__':
    server = SyncManager(address=sys.argv[1], authkey=b'basil').get_server()
    print('READY', flush=True)
    server.serve_forever()
