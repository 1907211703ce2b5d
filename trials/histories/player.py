"""One who plays a part in histories: the Python half of player.ts. Arguments: address."""
import json
import os
import queue
import sys
import threading
import time
from multiprocessing import current_process
from multiprocessing.managers import BaseProxy, Token

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
from orders import take_orders, writing

AUTHKEY = current_process().authkey = b'it was not me'
address = sys.argv[1]
clock = getattr(time, 'monotonic_ns', None) or (lambda: int(time.monotonic() * 1e9))


def say(event):
    with writing:
        sys.stdout.write(json.dumps(event) + '\n')
        sys.stdout.flush()


def json_of(value):
    if isinstance(value, dict):
        return [[json_of(key), json_of(its)] for key, its in value.items()]
    if isinstance(value, (list, tuple)):
        return [json_of(item) for item in value]
    return value


def until(at):
    left = (at - clock()) / 1e9 - 0.001
    if left > 0:
        time.sleep(left)
    while clock() < at:
        pass


def play(order):
    proxy = BaseProxy(Token(order['typeid'], address, order['ident']), 'pickle', authkey=AUTHKEY, incref=False)
    # The last one may have been cut while nobody used it.
    proxy._tls.__dict__.pop('connection', None)
    until(order['at'])
    for call in order['calls']:
        if call.get('pause'):
            time.sleep(call['pause'] / 1000)
        again = True
        while again:
            ending = perform_call(proxy, call['method'], call['args'])
            again = call.get('untilRefused', False) and ending.get('value', False) is not False


def perform_call(proxy, method, args):
    say({'call': method, 'args': args, 'time': clock()})
    try:
        ending = {'value': json_of(proxy._callmethod(method, args))}
    except Exception as error:
        ending = {'error': type(error).__name__}
        if isinstance(error, (OSError, EOFError)):
            # The connection is dead, and would be used again.
            proxy._tls.__dict__.pop('connection', None)
    say({'end': method, 'time': clock(), **ending})
    return ending


# One thread plays all: a connection of a Python client is a thread's.
orders = queue.Queue()


def perform(order):
    over = threading.Event()
    orders.put((order, over))
    over.wait()


def stage():
    while True:
        order, over = orders.get()
        play(order)
        over.set()


threading.Thread(target=stage, daemon=True).start()
take_orders(perform)
