"""Does with shared memory what it is told, one JSON list a line, and answers with one JSON value a line."""

import ast
import json
import pickle
import sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import ShareableList, SharedMemory

opened = {}


def untracked(memory):
    """As `track=False` since 3.13: another process made it, and unlinks it."""
    resource_tracker.unregister(memory._name, 'shared_memory')
    return memory


def describe(items):
    return [repr(list(items)), items.format, items.shm.size, len(items), bytes(items.shm.buf[:items.shm.size]).hex()]


def create_list(literal):
    items = ShareableList(ast.literal_eval(literal))
    opened[items.shm.name] = items
    return [items.shm.name] + describe(items)


def create_list_quietly(literal):
    """One that may hold what cannot be read."""
    items = ShareableList(ast.literal_eval(literal))
    opened[items.shm.name] = items
    return [items.shm.name]


def attach_list(name):
    items = ShareableList(name=name)
    untracked(items.shm)
    opened[name] = items
    return describe(items)


def read_list(name):
    return describe(opened[name])


def set_item(name, index, literal):
    opened[name][index] = ast.literal_eval(literal)


def search(name, literal):
    value = ast.literal_eval(literal)
    return [opened[name].count(value), opened[name].index(value)]


def create_memory(size):
    memory = SharedMemory(create=True, size=size)
    opened[memory.name] = memory
    return [memory.name, memory.size, repr(memory)]


def attach_memory(name):
    memory = untracked(SharedMemory(name))
    opened[name] = memory
    return [memory.size, bytes(memory.buf).hex()]


def attach_tracked(name):
    """Unlinks it when this process ends: that is what Python does."""
    opened[name] = SharedMemory(name)


def attach_with_track_false(name):
    opened[name] = SharedMemory(name, track=False)


def write(name, offset, data):
    opened[name].buf[offset:offset + len(data) // 2] = bytes.fromhex(data)


def pickled(name):
    return pickle.dumps(opened[name], 4).hex()


def unpickled(data):
    thing = pickle.loads(bytes.fromhex(data))
    memory = untracked(getattr(thing, 'shm', thing))
    opened[memory.name] = thing
    return repr(thing)


def attempt(statements, name):
    """Runs statements about the opened `it`; what they raise is the answer."""
    exec(statements, dict(globals(), it=opened.get(name)))


def close(name):
    getattr(opened.pop(name), 'shm', None).close()


def unlink(name):
    thing = opened.pop(name)
    memory = getattr(thing, 'shm', thing)
    memory.close()
    memory.unlink()


for line in sys.stdin:
    name, *arguments = json.loads(line)
    try:
        answer = ['ok', globals()[name](*arguments)]
    except Exception as error:
        answer = ['error', type(error).__name__, str(error)]
    print(json.dumps(answer), flush=True)
