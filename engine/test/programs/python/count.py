"""Counts in a segment that another process has made: count.py SEGMENT TIMES LOCK, where LOCK is

posix:NAME   a named semaphore, opened with the C library's sem_open
own          a lock of Python's own: its name is printed, for the other to open
none         no lock

Counts when a line comes on stdin. Prints what it sees at its end.
"""
import ctypes
import ctypes.util
import mmap
import multiprocessing
import os
import struct
import sys


class PosixSemaphore:
    def __init__(self, name):
        self.library = ctypes.CDLL(ctypes.util.find_library('pthread') or None, use_errno=True)
        self.library.sem_open.restype = ctypes.c_void_p
        for function in (self.library.sem_wait, self.library.sem_post):
            function.argtypes = [ctypes.c_void_p]
        self.handle = self.library.sem_open(name.encode(), 0)
        if not self.handle:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), name)

    def __enter__(self):
        while self.library.sem_wait(self.handle) != 0:
            pass

    def __exit__(self, *args):
        self.library.sem_post(self.handle)


class NoLock:
    def __enter__(self):
        pass

    def __exit__(self, *args):
        pass


def count(memory, times, lock):
    for _ in range(times):
        with lock:
            value, = struct.unpack_from('q', memory, 0)
            struct.pack_into('q', memory, 0, value + 1)


def main():
    segment, times, kind = sys.argv[1:]
    with open('/dev/shm' + segment, 'r+b') as file:
        memory = mmap.mmap(file.fileno(), 0)
    if kind == 'own':
        lock = multiprocessing.get_context('spawn').Lock()
        print('lock', lock._semlock.name, flush=True)
    else:
        lock = NoLock() if kind == 'none' else PosixSemaphore(kind[len('posix:'):])
    print('ready', flush=True)
    sys.stdin.readline()
    count(memory, int(times), lock)
    print('counted', flush=True)
    sys.stdin.readline()


main()
