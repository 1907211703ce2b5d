import os
from multiprocessing.managers import SyncManager

if __name__ == '__main__':
    server = SyncManager(('127.0.0.1', int(os.environ['PORT'])), authkey=b'tea').get_server()
    print('READY', flush=True)
    server.serve_forever()
