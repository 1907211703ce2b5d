"""A client that does as it is told, one line of JSON at a time, and answers each with one: the Python half of holder.ts.

Arguments: address, authkey in hexadecimal.
"""
import json
import multiprocessing
import sys
from multiprocessing.managers import AutoProxy, ListProxy, SyncManager, Token

address, key = sys.argv[1:]
multiprocessing.current_process().authkey = bytes.fromhex(key)
manager = SyncManager(address, bytes.fromhex(key))
manager.connect()
held = {}


def keep(name, proxy):
    held[name] = proxy
    return proxy._id


def do_list(name, tag):
    return keep(name, manager.list([tag]))


def do_queue(name):
    return keep(name, manager.Queue())


def do_adopt(name, ident, typeid):
    """A token that was told by other ways than a pickle."""
    token = Token(typeid, address, ident)
    if typeid == 'list':
        return keep(name, ListProxy(token, 'pickle', manager=manager, authkey=bytes.fromhex(key)))
    return keep(name, AutoProxy(token, 'pickle', manager=manager, authkey=bytes.fromhex(key)))


def do_tag(name):
    return held[name][0]


def do_store(name, into):
    held[into].append(held[name])


def do_fetch(name, source, at):
    return keep(name, held[source][int(at)])


def do_remove(source, at):
    del held[source][int(at)]


def do_put(name, into):
    held[into].put(held[name])


def do_get(name, source):
    return keep(name, held[source].get())


def do_drop(name):
    del held[name]


print(json.dumps('ready'), flush=True)
for line in sys.stdin:
    act, *parts = json.loads(line)
    try:
        result = globals()['do_' + act](*parts)
    except Exception as error:
        result = {'error': '%s: %s' % (type(error).__name__, error)}
    print(json.dumps(result), flush=True)
