"""Sends frames to itself, prints what arrives, and looks for what must not show: descriptors, modules, a changed order."""

import os
import sys
from multiprocessing.connection import Pipe

one, other = Pipe()


def send(value):
    try:
        one.send(value)
    except BrokenPipeError as error:
        print('broken', error.errno)
    except KeyboardInterrupt:
        print('interrupted')


for value in sys.argv[1].split(','):
    print('sending', value)
    send(value)
    while other.poll(0):
        try:
            print('got', other.recv())
        except EOFError:
            print('end')
            break
lowest = os.open(os.devnull, os.O_RDONLY)
print('lowest', lowest <= max(one.fileno(), other.fileno()) + 2)
sys.stdout.flush()
if hasattr(os, 'fork') and 'fork' in sys.argv:
    a, b = Pipe()
    child = os.fork()
    if child == 0:
        a.send('from the child')
        os._exit(0)
    print('got', b.recv())
    os.waitpid(child, 0)
    one, other = Pipe()
    send('after')
    print('got', other.recv())
