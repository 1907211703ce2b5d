"""Writes six-workers.ndjson: a SyncManager with six clients, one of which still waits for a queue when it is cut off.

`python3 app/renderer/traffic/test/traces/record.py` with any CPython from 3.8 on. More lanes than fit beside the server,
calls at the same time, a wait with an answer, an open wait, a KeyError.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SHIM = os.path.normpath(os.path.join(HERE, '..', '..', '..', '..', '..', 'engine', 'cpython'))
TARGET = os.path.join(HERE, 'six-workers.ndjson')

SERVER = '''
from multiprocessing.managers import SyncManager
server = SyncManager(address=('127.0.0.1', 0), authkey=b'tea').get_server()
print(server.address[1], flush=True)
server.serve_forever()
'''

CLIENT = '''
import sys
import threading
import time
from multiprocessing.managers import SyncManager

manager = SyncManager(address=('127.0.0.1', int(sys.argv[1])), authkey=b'tea')
manager.connect()
beds = manager.dict()
for number in range(2):
    beds['n'] = number
    time.sleep(0.02)
    beds['n']
if sys.argv[2] == '3':
    queue = manager.Queue()
    threading.Timer(0.2, queue.put, ['leaf']).start()
    queue.get()
    print('waits', flush=True)
    queue.get(True, 60)
if sys.argv[2] == '5':
    try:
        beds['nothing here']
    except KeyError:
        pass
'''


def main():
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, 'trace')
        os.mkdir(trace)
        for name, text in (('server.py', SERVER), ('client.py', CLIENT)):
            with open(os.path.join(folder, name), 'w') as file:
                file.write(text)

        def start(label, *arguments):
            environment = dict(os.environ, PYTHONPATH=SHIM, MULTIPROCESSING_TRACE=trace, MULTIPROCESSING_TRACE_NAME=label)
            return subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)

        server = start('server', 'server.py')
        port = server.stdout.readline().strip()
        clients = []
        for number in range(1, 7):
            clients.append(start('worker %d' % number, 'client.py', port, str(number)))
            time.sleep(0.1)
        clients[2].stdout.readline()
        # It has said that it waits, and is about to.
        time.sleep(0.5)
        for client in clients[:2] + clients[3:]:
            client.wait()
        events = []
        for name in os.listdir(trace):
            with open(os.path.join(trace, name)) as file:
                events += [json.loads(line) for line in file]
        for process in (clients[2], server):
            process.send_signal(signal.SIGKILL)
            process.wait()
        write(events, folder, port)


def write(events, folder, port):
    """Pids, folder and times of the machine are replaced."""
    events.sort(key=lambda event: event['time'])
    first = events[0]['time']
    pids = {event['pid']: 101 + index for index, event in enumerate(e for e in events if e['name'] == 'process/started')}
    text = ''
    for event in events:
        pid, rest = event['process'].split('-', 1)
        event['process'] = '%d-%s' % (pids[int(pid)], rest)
        event['time'] -= first
        for key in ('pid', 'ppid'):
            if key in event:
                event[key] = pids.get(event[key], 100)
        if 'wall' in event:
            event['wall'] = 1767225600000000
        text += json.dumps(event, separators=(',', ':')) + '\n'
    text = text.replace(os.path.realpath(folder), '/garden').replace(folder, '/garden')
    with open(TARGET, 'w') as file:
        file.write(text)


if __name__ == '__main__':
    main()
