"""Runs each line of its input in one thread of one client, and says when it is done."""

import gc
import sys

from garden import ADDRESS, AUTHKEY, GardenManager

names = {'m': GardenManager(address=ADDRESS, authkey=AUTHKEY)}
for number, line in enumerate(sys.stdin):
    try:
        exec(line, names)
    except Exception as error:
        print(type(error).__name__)
    gc.collect()
    print('DONE %d' % number, flush=True)
