"""Writes engine/test/golden/conversation/*.json: what a CPython client and a CPython manager's server say to each other.

`python3 build/golden/conversation.py` writes the files, `--check` compares them. Each conversation is a list of lines of
Python, run one after the other in a client of its own against a server of its own, both of the same version. The client
writes down every payload that passes `Connection._send_bytes` and `Connection._recv_bytes`.

What would differ from run to run is fixed where it arises, so that the bytes are still CPython's own: random bytes,
idents (counted instead of taken from memory), folders in tracebacks, hash order, and the server's address, which is a
name relative to the folder that both run in.
"""

import gc
import hashlib
import json
import os
import subprocess
import sys
import tempfile

AUTHKEY = b'tomatoes and basil'
ADDRESS = 'server.sock'

#: Name → what it shows, and the lines that the client runs. `m` is a `GardenManager` at the server's address.
CONVERSATIONS = {
    'connect': ('Is there a server that holds the key?', [
        'm.connect()',
    ]),
    'create': ('An object is made, with a proxy that exposes what its registration names.', [
        'm.connect()',
        "g = m.Greenhouse('north', beds=2)",
    ]),
    'create-fails': ('The callable raises; a typeid is not registered; a typeid without a callable gets no object.', [
        'm.connect()',
        "m.Greenhouse('south', beds=-1)",
        "m._create('Orchard')",
        'm.Bare()',
        'm.Bare([1])',
    ]),
    'call': ('Calls: the first in a thread opens the connection that the later ones use.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        'g.water(3)',
        'g.water(amount=4)',
        'g.water(0.5)',
    ]),
    'unexposed-call': ('A method that is not exposed, and one that does not exist.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        "g._callmethod('vent')",
        "g._callmethod('mow', (1,))",
        'g.water(1)',
    ]),
    'error-raised': ("The method raises: Python's exceptions, and one of the program's own.", [
        'm.connect()',
        "g = m.Greenhouse('north')",
        "g.harvest('basil')",
        'g.water()',
        "g.fail('ValueError', 'too dry')",
        "g.fail('IndexError', 'list index out of range')",
        "g.fail('OSError', 2, 'No such file or directory')",
        "g.fail('Wilted', 'basil', 3)",
        'g.water(1)',
    ]),
    'proxy-returned': ('A result that stays in the server: #PROXY, then the references are put right.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        "b = g.bed('left')",
        "b.plant('basil')",
        'del b',
    ]),
    'references': ('References are counted, the last one frees the object, and a freed one is not found.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        'm._number_of_objects()',
        'm._debug_info()',
        'token, exposed = m._create("Greenhouse", "south")',
        "ask('incref', token.id)",
        "ask('decref', token.id)",
        "ask('decref', token.id)",
        "ask('decref', token.id)",
        "ask('incref', token.id)",
        'del g',
        'm._number_of_objects()',
    ]),
    'unserializable-result': ('A result that has no pickle; the connection goes on.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        'g.seeds()',
        'g.water(1)',
    ]),
    'fallback': ('What every object answers, exposed or not.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        'str(g)',
        "g._callmethod('__str__')",
        'g._getvalue()',
    ]),
    'get-methods': ('A proxy made by hand asks for the methods.', [
        'm.connect()',
        "token, exposed = m._create('Greenhouse', 'north')",
        "g = AutoProxy(token, 'pickle', authkey=AUTHKEY)",
        'g.water(1)',
    ]),
    'bad-requests': ('Server functions that do not exist or get the wrong arguments; an object that does not exist.', [
        "ask('mow')",
        "ask('number_of_objects', 1)",
        "ask('create')",
        "ask_raw(b'not a pickle')",
        "ask_raw(pickle.dumps((1, 2), 4))",
        "bound('MainProcess', [('dead', 'water', (), {}), ('dead', 'water'), (None, 'dummy', (), {})])",
    ]),
    'values': ('Values of each kind, there and back.', [
        'm.connect()',
        "g = m.Greenhouse('north')",
        'g.echo(None)',
        'g.echo(True, False)',
        'g.echo(0, 255, 256, 65536, -1, 2147483648, -2147483649, 2 ** 100)',
        "g.echo(1.0, -0.0, float('inf'))",
        "g.echo('', 'basil', '\\u00e9\\u20ac\\U0001f33f')",
        "g.echo(b'', b'\\x00\\xff', bytearray(b'ab'))",
        'g.echo((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4))',
        "g.echo([], [1, [2]], {}, {'a': 1, 2: 'b'})",
        'g.echo(set(), {1}, frozenset({2}), 1 + 2j, range(1, 5, 2), slice(1, None), ...)',
        'shared = [1]; g.echo(shared, shared)',
        "g.echo(a=1, **{'self': 2, 'c': 3})",
    ]),
    'list': ('A list: items, slices, iteration until IndexError.', [
        'm.connect()',
        'l = m.list([1, 2])',
        'l.append(3)',
        'l[0]',
        'l[-1:]',
        'l[9]',
        'list(l)',
        'l[1] = (4,)',
        'len(l)',
        'str(l)',
    ]),
    'dict': ('A dict: items, a missing key, its views, iteration through an iterator that stays in the server.', [
        'm.connect()',
        "d = m.dict({'a': 1})",
        "d['b'] = 2.5",
        "d['a']",
        "d['c']",
        "'a' in d",
        'd.keys()',
        'd.items()',
        '[key for key in d]',
        'd.copy()',
    ]),
    'nested': ('A proxy inside an object of the same server, there and back.', [
        'current_process().authkey = AUTHKEY',
        'm.connect()',
        'l = m.list()',
        "d = m.dict({'a': 1})",
        'l.append(d)',
        'e = l[0]',
        "e['a']",
        'str(l)',
        'del d, e',
        "l[0]['a']",
        'n = m.Namespace(inner=l)',
        'n.inner[0].copy()',
        'e = l.pop()',
        'm._number_of_objects()',
        'del e',
        'm._number_of_objects()',
    ]),
    'nested-without-key': ("A proxy that comes out of an object uses the process's own authkey, which is another one.", [
        'm.connect()',
        'l = m.list()',
        'd = m.dict()',
        'l.append(d)',
        'l[0]',
        'len(l)',
    ]),
    'namespace': ('A namespace: names are sent, those that begin with an underscore are not.', [
        'm.connect()',
        'n = m.Namespace(x=1)',
        'n.x',
        'n.y = [2]',
        'n._local = 3',
        'del n.x',
        'n.x',
        'str(n)',
    ]),
    'lock': ('A lock: had, not had, given back, given back once too often.', [
        'm.connect()',
        'k = m.Lock()',
        'k.acquire()',
        'k.acquire(False)',
        'k.acquire(True, 0.01)',
        'k.release()',
        'k.release()',
        'with k: pass',
    ]),
    'queue': ('A queue: put, got, found empty and full.', [
        'm.connect()',
        'q = m.Queue(1)',
        "q.put('basil')",
        "q.put('mint', False)",
        'q.qsize()',
        'q.get()',
        'q.get(False)',
        'q.get(timeout=0.01)',
    ]),
    'shutdown': ('The server is asked to end. It replies twice, and nobody reads the second reply.', [
        'm.connect()',
        "ask('shutdown')",
    ]),
}


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
    here = os.path.abspath(__file__)
    # These shadow what `managers` would find under the same names.
    managers.id = ident
    managers.format_exc = lambda: format_exc().replace(library, '/python').replace(here, '/garden/conversation.py')
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
