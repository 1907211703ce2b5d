"""CPython's own server with what server.ts has: `server.py <address as JSON>`. It ends with its stdin."""
import json
import os
import queue
import sys
import threading
from multiprocessing.managers import AcquirerProxy, DictProxy, SyncManager

making = threading.Lock()


def shared(make):
    """One thing for each name, made when it is first asked for."""
    made = {}

    def get(name):
        with making:
            if name not in made:
                made[name] = make()
            return made[name]
    return get


class Hall(SyncManager):
    pass


Hall.register('queue', callable=shared(queue.Queue))
Hall.register('lock', callable=shared(threading.Lock), proxytype=AcquirerProxy)
Hall.register('board', callable=shared(dict), proxytype=DictProxy)


def end_with_stdin():
    sys.stdin.read()
    server.listener.close()
    os._exit(0)


address = json.loads(sys.argv[1])
server = Hall(tuple(address) if isinstance(address, list) else address, b'rain in may').get_server()
threading.Thread(target=end_with_stdin, daemon=True).start()
print('ready', json.dumps(server.address), flush=True)
server.serve_forever()
