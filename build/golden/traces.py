"""Writes engine/test/golden/traces/*.ndjson: what CPython programs report of themselves through engine/cpython.

`python3 build/golden/traces.py [NAME ...]` runs every scenario below, or those that are named, each with the CPython that it names, in a folder of its own.
A scenario is a few small programs. They start in order, each when the one before printed `ready` or has ended; when the
last has ended, those that still run are asked to end. All events of a run go into one file, process by process, the
host's own (who ended how) last.

Random bytes, idents and moments are those of the run; pids, ports and folders are replaced, since they are the
machine's. A file that is made again differs from the one before: tests ask for facts that hold in every run.
"""

import base64
import json
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

from pythons import GOLDEN, find_all

SHIM = os.path.normpath(os.path.join(GOLDEN, '..', '..', 'cpython'))
TARGET = os.path.join(GOLDEN, 'traces')

PLACE = '''
import os
address = ('127.0.0.1', int(os.environ['PORT']))
authkey = b'tea'
'''

GARDEN = '''
from multiprocessing.managers import BaseManager


class Bed:
    def __init__(self, name):
        self.name = name

    def sow(self):
        return 'sown'


class Greenhouse:
    def __init__(self):
        self.level = 61

    def water(self, amount):
        self.level += 1
        return self.level

    def humidity(self):
        return self.level

    def vent(self, angle):
        return angle

    def bed(self, name):
        return Bed(name)


class GardenManager(BaseManager):
    pass
'''

GARDEN_SERVER = '''
from garden import GardenManager, Greenhouse
from place import address, authkey

house = Greenhouse()
GardenManager.register('Greenhouse', callable=lambda: house,
                       exposed=['water', 'humidity', 'bed'], method_to_typeid={'bed': 'Bed'})
GardenManager.register('Bed', create_method=False)
server = GardenManager(address=address, authkey=authkey).get_server()
print('ready', flush=True)
server.serve_forever()
'''

SHARED_SERVER = '''
from multiprocessing.managers import SyncManager
from place import address, authkey

class Failure(Exception):
    pass

class Shed:
    def numbers(self):
        return (number for number in range(3))

    def fall(self):
        raise Failure('roof', 3)

    def burn(self):
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)

class SharedManager(SyncManager):
    pass

SharedManager.register('Shed', Shed)
server = SharedManager(address=address, authkey=authkey).get_server()
print('ready', flush=True)
server.serve_forever()
'''

SHARED_CLIENT = '''
from multiprocessing.managers import SyncManager
from place import address, authkey

class SharedManager(SyncManager):
    pass

SharedManager.register('Shed')
manager = SharedManager(address=address, authkey=authkey)
'''

#: Name → CPython and programs. The version is part of the name where a scenario runs on several.
SCENARIOS = {}

for minor in ('3.8', '3.11', '3.12', '3.13'):
    SCENARIOS['dict-' + minor] = (minor, [
        ('server', SHARED_SERVER),
        ('client', SHARED_CLIENT + '''
manager.connect()
shared = manager.dict({'x': 1})
print(shared['x'])
shared['x'] += 1
'''),
    ])

SCENARIOS['exposed'] = ('3.13', [
    ('server', GARDEN_SERVER),
    ('gardener', '''
from garden import GardenManager
from place import address, authkey

GardenManager.register('Greenhouse')
GardenManager.register('Bed')
garden = GardenManager(address=address, authkey=authkey)
garden.connect()
house = garden.Greenhouse()
print(house.water(250))
print(house.bed('basil').sow())
'''),
    ('visitor', '''
from garden import GardenManager
from place import address, authkey

GardenManager.register('Greenhouse')
garden = GardenManager(address=address, authkey=authkey)
garden.connect()
house = garden.Greenhouse()
print(house.humidity())
house._callmethod('vent', (30,))
'''),
])

SCENARIOS['wrong-key'] = ('3.13', [
    ('server', GARDEN_SERVER),
    ('visitor', '''
from garden import GardenManager
from place import address

GardenManager(address=address, authkey=b'coffee').connect()
'''),
])

SCENARIOS['wrong-key-3.11'] = ('3.11', SCENARIOS['wrong-key'][1])

SCENARIOS['nobody-there'] = ('3.13', [
    ('visitor', '''
from garden import GardenManager
from place import address, authkey

GardenManager(address=address, authkey=authkey).connect()
'''),
])

SCENARIOS['killed'] = ('3.13', [
    ('server', SHARED_SERVER),
    ('client', SHARED_CLIENT + '''
manager.connect()
shed = manager.Shed()
shed.burn()
'''),
])

SCENARIOS['errors'] = ('3.13', [
    ('server', SHARED_SERVER),
    ('client', SHARED_CLIENT + '''
manager.connect()
shed = manager.Shed()
shared = manager.dict()
for attempt in (lambda: shared['y'], shed.fall, shed.numbers, lambda: manager._create('Orchard'),
                lambda: shared._callmethod('mow', (1,))):
    try:
        attempt()
    except Exception as error:
        print(type(error).__name__)
'''),
])

SCENARIOS['nested'] = ('3.13', [
    ('server', SHARED_SERVER),
    ('client', SHARED_CLIENT + '''
manager.connect()
outer = manager.list()
outer.append(manager.Lock())
lock = outer[-1]
lock.acquire()
lock.release()
for key in manager.dict(a=1):
    print(key)
print(outer)
'''),
])

SCENARIOS['nested-keyed'] = ('3.13', [
    ('server', SHARED_SERVER),
    ('client', SHARED_CLIENT + '''
import multiprocessing
multiprocessing.current_process().authkey = authkey
manager.connect()
outer = manager.list([1])
outer.append(manager.Lock())
lock = outer[-1]
lock.acquire()
lock.release()
for key in manager.dict(a=1):
    print(key)
print(outer, outer[:1])
'''),
])

SCENARIOS['waiting'] = ('3.13', [
    ('server', SHARED_SERVER),
    ('client', SHARED_CLIENT + '''
import os, signal, threading
manager.connect()
queue = manager.Queue()
timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGKILL))
timer.start()
queue.get()
'''),
])

SCENARIOS['children'] = ('3.13', [
    ('main', '''
import multiprocessing

def work(shared, lock, name):
    for _ in range(3):
        with lock:
            shared['count'] += 1
    shared[name] = multiprocessing.current_process().name

if __name__ == '__main__':
    with multiprocessing.Manager() as manager:
        shared = manager.dict(count=0)
        lock = manager.Lock()
        workers = [multiprocessing.Process(target=work, args=(shared, lock, name)) for name in ('a', 'b')]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(shared.copy())
'''),
])

SCENARIOS['plain'] = ('3.13', [
    ('listener', '''
from multiprocessing.connection import Listener

with Listener('door.sock') as listener:
    print('ready', flush=True)
    for _ in range(2):
        with listener.accept() as connection:
            connection.send({'answer': connection.recv() + 1})
            connection.send_bytes(b'not a pickle')
with Listener('door.sock', authkey=b'tea') as listener:
    with listener.accept() as connection:
        connection.send(['after', 'a', 'handshake'])
'''),
    ('caller', '''
import time
from multiprocessing.connection import Client

for number in (1, 1):
    with Client('door.sock') as connection:
        connection.send(number)
        print(connection.recv(), connection.recv_bytes())
while True:
    try:
        with Client('door.sock', authkey=b'tea') as connection:
            print(connection.recv())
        break
    except OSError:
        time.sleep(0.01)
'''),
])

# Eight lines, and what each costs; `line N` is what wire-prediction.test.ts asks for.
SCENARIOS['one-liners'] = ('3.13', [
    ('server', '''
from multiprocessing.managers import SyncManager
from place import address, authkey

server = SyncManager(address, authkey).get_server()
print('ready', flush=True)
server.serve_forever()
'''),
    ('client', '''
from multiprocessing.managers import SyncManager
from place import address, authkey

m = SyncManager(address, authkey)
m.connect()
d = m.dict()
d.update({'x': 1})
l, lock, ns = m.list(range(5)), m.Lock(), m.Namespace()
d['x'] += 1
for item in l: pass
l[:]
with lock: pass
l.append(4)
repr(l)
'''),
])


def main():
    found = find_all()
    os.makedirs(TARGET, exist_ok=True)
    for name in sorted(os.listdir(TARGET)):
        if name.endswith('.ndjson') and name[:-len('.ndjson')] not in SCENARIOS:
            os.remove(os.path.join(TARGET, name))
    for name, (minor, programs) in SCENARIOS.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        python, version = found[minor]
        lines = record(python, programs)
        with open(os.path.join(TARGET, name + '.ndjson'), 'w', encoding='ascii', newline='\n') as file:
            file.write(''.join(line + '\n' for line in lines))
        print('%s: CPython %s, %d events' % (name, version, len(lines)))


def record(python, programs):
    """Runs the programs and returns the run's events as lines."""
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        traces = os.path.join(folder, 'trace')
        os.mkdir(traces)
        for name, text in [('place', PLACE), ('garden', GARDEN)] + programs:
            with open(os.path.join(folder, name + '.py'), 'w') as file:
                file.write(text.lstrip('\n'))
        port = free_port()
        environment = dict(os.environ, MULTIPROCESSING_TRACE=traces, PYTHONPATH=SHIM, PORT=str(port),
                           PYTHONHASHSEED='0', PYTHONDONTWRITEBYTECODE='1')
        started = []
        for name, _ in programs:
            process = subprocess.Popen(
                [python, name + '.py'], cwd=folder, env=dict(environment, MULTIPROCESSING_TRACE_NAME=name),
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            started.append(process)
            if name != programs[-1][0]:
                while process.stdout.readline() not in (b'ready\n', b''):
                    pass
        host = []
        for process in reversed(started):
            if process is not started[-1] and process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.stdout.read()
            code = process.wait(20)
            host.append({
                'v': 1, 'process': '0-host', 'seq': len(host), 'time': time.monotonic_ns() // 1000, 'name': 'process/exited',
                'pid': process.pid, 'code': code if code >= 0 else None,
                'signal': signal.Signals(-code).name if code < 0 else None,
            })
        events = []
        for name in sorted(os.listdir(traces)):
            with open(os.path.join(traces, name)) as file:
                events += [json.loads(line) for line in file]
        library = os.path.dirname(os.path.dirname(python)) + '/lib'
        return normalised(events + host, port, [(folder, '/garden'), (library, '/usr/lib')])


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def normalised(events, port, folders):
    starts = sorted((event for event in events if event['name'] == 'process/started'), key=lambda event: event['time'])
    pids = {event['pid']: 101 + index for index, event in enumerate(starts)}
    ids = {event['process']: '%d-%s' % (pids[event['pid']], event['label'].lower()) for event in starts}
    ports = {port: 50000}
    epoch = min(event['time'] for event in events)
    order = [event['process'] for event in starts] + ['0-host']
    lines = []
    for event in sorted(events, key=lambda event: (order.index(event['process']), event['seq'])):
        event['time'] -= epoch
        for key in ('pid', 'ppid'):
            if key in event:
                event[key] = pids.get(event[key], 100)
        if 'wall' in event:
            event['wall'] = 1767225600000000 + event['time']
        if isinstance(event.get('address'), list):
            event['address'][1] = ports.get(event['address'][1], event['address'][1])
        for key in ('local', 'remote'):
            if key in event:
                host, _, number = event[key].rpartition(':')
                event[key] = '%s:%d' % (host, ports.setdefault(int(number), 40000 + len(ports)))
        if 'payload' in event:
            payload = normalised_payload(base64.b64decode(event['payload']), port, folders)
            event['payload'] = base64.b64encode(payload).decode()
            event['size'] = len(payload)
        line = json.dumps(event, separators=(',', ':'))
        for old, new in ids.items():
            line = line.replace(old, new)
        for old, new in folders:
            line = line.replace(old, new)
        lines.append(line)
    text = '\n'.join(lines)
    for old, _ in folders:
        if old in text:
            sys.exit('a folder of this machine is left: %s' % old)
    return lines


def normalised_payload(payload, port, folders):
    payload = payload.replace(b'M' + port.to_bytes(2, 'little'), b'M' + (50000).to_bytes(2, 'little'))
    if not any(old.encode() in payload for old, _ in folders):
        return payload
    # A traceback: two strings in a tuple. Made again, the bytes are CPython's own.
    kind, text = pickle.loads(payload)
    if pickle.dumps((kind, text), 4) != payload or not re.match('#(TRACEBACK|UNSERIALIZABLE)$', kind):
        sys.exit('a folder of this machine is in a payload that cannot be made again: %r' % payload)
    for old, new in folders:
        text = text.replace(old, new)
    return pickle.dumps((kind, text), 4)


if __name__ == '__main__':
    main()
