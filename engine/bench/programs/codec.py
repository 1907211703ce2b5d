"""Encodes and decodes one kind of value. Arguments: its name, and a file to leave its pickle in, if any. Python's half of codec.ts."""
import pickle
import sys

from dialogue import answer_all, repeat

CASES = {
    'call': lambda: ('7f3a5c8e1d20', 'add', (1,), {}),
    'ints': lambda: [index * 3 for index in range(100000)],
    'dict': lambda: {'key %d' % index: index for index in range(50000)},
    'nested': lambda: [
        {
            'id': index,
            'name': 'record %d' % index,
            'tags': ['red', 'green', 'tag %d' % (index % 10)],
            'place': {'x': index + 0.5, 'y': -index - 0.25},
            'done': index % 2 == 0,
            'parent': None,
        }
        for index in range(2000)
    ],
    'bytes': lambda: b'\7' * (16 << 20),
}
BATCH = {'call': 500}

name, file = sys.argv[1:]
value = CASES[name]()
pickled = pickle.dumps(value, 4)
if file:
    with open(file, 'wb') as to:
        to.write(pickled)
WAYS = {'encode': lambda: pickle.dumps(value, 4), 'decode': lambda: pickle.loads(pickled)}
answer_all({}, lambda request: repeat(request['seconds'], BATCH.get(name, 1), WAYS[request['direction']]))
