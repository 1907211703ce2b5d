"""Starts a manager and makes a first call. Python's half of start.ts."""
import multiprocessing
import time

from dialogue import answer_all
from yard import Yard


def start(how):
    began = time.perf_counter()
    yard = Yard(ctx=multiprocessing.get_context(how))
    yard.start()
    counter = yard.Counter()
    if counter.add(1) != 1:
        raise AssertionError('the first call went wrong')
    took = time.perf_counter() - began
    del counter
    yard.shutdown()
    return {'seconds': took}


if __name__ == '__main__':
    answer_all({}, lambda request: start(request['how']))
