"""Writes engine/test/golden/conversation/*.json: what a CPython client and a CPython manager's server say to each other.

`python3 build/golden/conversation.py` writes the files, `--check` compares them. Each conversation is a list of lines of
Python (`scenarios.py`), run one after the other in a client of its own against a server of its own, both of the same version.
The client writes down every payload that passes `Connection._send_bytes` and `Connection._recv_bytes`.

What would differ from run to run is fixed where it arises, so that the bytes are still CPython's own: random bytes,
idents (counted instead of taken from memory), folders in tracebacks and lines of this script, hash order, and the
server's address, which is a name relative to the folder that both run in.
"""

import gc
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

AUTHKEY = b'tomatoes and basil'
ADDRESS = 'server.sock'


# What both ends know


class Wilted(Exception):
    def __init__(self, plant, days):
        super().__init__(plant, days)
        self.plant = plant


class Bed:
    def __init__(self, name):
        self.name = name
        self.plants = []

    def plant(self, name):
        self.plants.append(name)
        return len(self.plants)


class Greenhouse:
    def __init__(self, name, beds=1):
        if beds < 0:
            raise ValueError('beds must be 0 or more, got %d' % beds)
        self.name = name
        self.amount = 0

    def __repr__(self):
        return 'Greenhouse(%r)' % self.name

    def water(self, amount):
        self.amount += amount
        return self.amount

    def vent(self):
        return 'open'

    def harvest(self, plant):
        return {}[plant]

    def bed(self, name):
        return Bed(name)

    def seeds(self):
        return (seed for seed in ())

    def echo(self, *args, **kwds):
        return args, kwds

    def fail(self, kind, *args):
        raise {'ValueError': ValueError, 'IndexError': IndexError, 'OSError': OSError, 'Wilted': Wilted}[kind](*args)


def make_manager():
    from multiprocessing.managers import SyncManager

    class GardenManager(SyncManager):
        pass

    exposed = ('water', 'harvest', 'seeds', 'echo', 'fail')
    GardenManager.register('Greenhouse', Greenhouse, exposed=exposed, method_to_typeid={'bed': 'Bed'})
    GardenManager.register('Bed', exposed=('plant',), create_method=False)
    GardenManager.register('Bare')
    return GardenManager(address=ADDRESS, authkey=AUTHKEY)


def fix_random(name):
    count = 0

    def urandom(length):
        nonlocal count
        count += 1
        return (hashlib.sha256(b'%s %d' % (name, count)).digest() * 2)[:length]

    os.urandom = urandom


# The server, in a process of its own


def server_main():
    from multiprocessing import managers
    from traceback import format_exc

    kept = []

    def ident(thing):
        for number, other in enumerate(kept):
            if other is thing:
                break
        else:
            number = len(kept)
            kept.append(thing)
        return 0x7f0000000000 + 16 * (number + 1)

    library = os.path.dirname(os.path.dirname(managers.__file__))
    here = re.compile(re.escape('File "%s", line ' % os.path.abspath(__file__)) + r'\d+')

    def fixed_traceback():
        return here.sub('File "/garden/greenhouse.py", line 1', format_exc().replace(library, '/python'))

    # These shadow what `managers` would find under the same names.
    managers.id = ident
    managers.format_exc = fixed_traceback
    server = make_manager().get_server()
    fix_random(b'server')
    print('ready', flush=True)
    server.serve_forever()


# The client, in a process of its own


class Recording:
    """Notes what passes through the connections of this process."""

    def __init__(self, module):
        self.frames = []
        self._numbers = {}
        self._count = 0
        recording = self
        kind = module.Connection
        send, receive, close = kind._send_bytes, kind._recv_bytes, kind._close

        def _send_bytes(connection, payload):
            recording.note(connection, 'client', payload=bytes(payload).hex())
            send(connection, payload)

        def _recv_bytes(connection, maxsize=None):
            result = receive(connection, maxsize)
            recording.note(connection, 'server', payload=result.getvalue().hex())
            return result

        def _close(connection):
            recording.note(connection, 'client', end=True)
            del recording._numbers[id(connection)]
            close(connection)

        kind._send_bytes, kind._recv_bytes, kind._close = _send_bytes, _recv_bytes, _close

    def note(self, connection, sender, **what):
        if id(connection) not in self._numbers:
            self._count += 1
            self._numbers[id(connection)] = self._count
        self.frames.append(dict({'connection': self._numbers[id(connection)], 'from': sender}, **what))

    def take(self):
        frames, self.frames = self.frames, []
        return frames


def client_main(lines):
    import pickle
    from multiprocessing import connection
    from multiprocessing import current_process
    from multiprocessing.managers import AutoProxy, dispatch

    def ask(function, *args):
        with connection.Client(ADDRESS, authkey=AUTHKEY) as conn:
            return dispatch(conn, None, function, args)

    def ask_raw(payload):
        with connection.Client(ADDRESS, authkey=AUTHKEY) as conn:
            conn.send_bytes(payload)
            return conn.recv()

    def bound(name, requests):
        replies = []
        with connection.Client(ADDRESS, authkey=AUTHKEY) as conn:
            dispatch(conn, None, 'accept_connection', (name,))
            for request in requests:
                conn.send(request)
                replies.append(conn.recv())
        return replies

    names = {'m': make_manager(), 'AutoProxy': AutoProxy, 'AUTHKEY': AUTHKEY, 'pickle': pickle,
             'current_process': current_process, 'ask': ask, 'ask_raw': ask_raw, 'bound': bound}
    current_process().authkey = b'key of another program'
    recording = Recording(connection)
    fix_random(b'client')
    steps = []
    for line in lines:
        step = {'code': line}
        try:
            exec(compile(line + '\n', '<step>', 'single'), names)
        except Exception as error:
            step['error'] = {'type': type(error).__name__, 'message': str(error)}
        # A caught exception may keep a proxy alive, and with it put off a decref.
        gc.collect()
        step['frames'] = recording.take()
        steps.append(step)
    print(json.dumps(steps))
    sys.stdout.flush()
    os._exit(0)


# Both


def record(path, lines):
    with tempfile.TemporaryDirectory() as folder:
        options = {'cwd': folder, 'env': {'PYTHONHASHSEED': '0'}, 'stdout': subprocess.PIPE, 'universal_newlines': True}
        script = os.path.abspath(__file__)
        with subprocess.Popen([path, script, '--server'], **options) as server:
            try:
                if server.stdout.readline() != 'ready\n':
                    sys.exit('the server did not start')
                done = subprocess.run([path, script, '--client', json.dumps(lines)], timeout=30, check=True, **options)
            finally:
                server.kill()
    return json.loads(done.stdout)


def main(check):
    import pythons
    from scenarios import CONVERSATIONS

    folder = pythons.Folder('conversation', check)
    for minor, (path, version) in pythons.find_all().items():
        for name, (about, lines) in CONVERSATIONS.items():
            folder.put('%s-%s' % (name, minor), {
                'about': about,
                'python': version,
                'address': ADDRESS,
                'authkey': AUTHKEY.hex(),
                'steps': record(path, lines),
            })
    folder.finish()


if __name__ == '__main__':
    if sys.argv[1:] == ['--server']:
        server_main()
    elif sys.argv[1:2] == ['--client']:
        sys.displayhook = lambda value: None
        client_main(json.loads(sys.argv[2]))
    else:
        main(sys.argv[1:] == ['--check'])
