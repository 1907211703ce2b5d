"""Writes sharing.ndjson, deadlock.ndjson, crowd.ndjson and many.ndjson: what the programs in the folders of those names
report of themselves, up to the moment at which they are killed.

`python3 app/renderer/traffic/test/traces/record_programs.py [name …]` with any CPython from 3.8 on.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SHIM = os.path.normpath(os.path.join(HERE, '..', '..', '..', '..', '..', 'engine', 'cpython'))
NAMES = ('sharing', 'deadlock', 'crowd', 'many')
LABELS = {'sharing': 'dispatcher'}


def record(name):
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, 'trace')
        os.mkdir(trace)
        program = os.path.join(HERE, name, name + '.py')
        environment = dict(os.environ, PYTHONPATH=SHIM, MULTIPROCESSING_TRACE=trace,
                           MULTIPROCESSING_TRACE_NAME=LABELS.get(name, 'main'), PYTHONDONTWRITEBYTECODE='1')
        process = subprocess.Popen([sys.executable, program], cwd=folder, env=environment, stdout=subprocess.PIPE,
                                   text=True, start_new_session=True)
        while process.stdout.readline().strip() not in ('ready', ''):
            pass
        # Those that wait are seen to wait.
        time.sleep(0.6)
        events = []
        for file_name in os.listdir(trace):
            with open(os.path.join(trace, file_name)) as file:
                events += [json.loads(line) for line in file]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        write(name, events, folder)


def write(name, events, folder):
    """Pids, folders, ports and times of the machine are replaced."""
    events.sort(key=lambda event: event['time'])
    first = events[0]['time']
    pids = {event['pid']: 5210 + 4 * index for index, event in enumerate(e for e in events if e['name'] == 'process/started')}
    text = ''
    for event in events:
        pid, rest = event['process'].split('-', 1)
        event['process'] = '%d-%s' % (pids[int(pid)], rest)
        event['time'] -= first
        for key in ('pid', 'ppid'):
            if key in event:
                event[key] = pids.get(event[key], 100)
        for key in ('connection', 'inherits', 'listener'):
            if key in event:
                event[key] = re.sub(r'^(\d+)-', lambda found: '%d-' % pids.get(int(found[1]), 100), event[key])
        if 'wall' in event:
            event['wall'] = 1767225600000000
        text += json.dumps(event, separators=(',', ':')) + '\n'
    text = text.replace(os.path.join(HERE, name), '/garden').replace(os.path.realpath(folder), '/garden').replace(folder, '/garden')
    text = re.sub(r'pymp-\w+/listener-\w+', 'pymp-garden/listener', text)
    with open(os.path.join(HERE, name + '.ndjson'), 'w') as file:
        file.write(text)


if __name__ == '__main__':
    for wanted in sys.argv[1:] or NAMES:
        record(wanted)
