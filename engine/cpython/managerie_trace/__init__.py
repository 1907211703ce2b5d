"""The tracer for CPython: reports what a program's `multiprocessing` does, in the events of `engine/protocol/trace.ts`.

What the program prints, raises and sends stays the same. In particular no function is wrapped: a wrapper would be a line
more in every traceback, also in those that a server sends to its clients. Instead the functions of `multiprocessing` get
a body in which reports are called in place (`instrument.py`), when and only when the program imports them (`imports.py`).

One thing does change: when cyclic garbage is collected. Python collects after so many new objects, and reports make some.
A proxy that is only kept by a cycle, as a caught exception may keep it, can so send its `decref` earlier or later than
untraced. Any other change to a program moves that moment too; a program that needs to know calls `gc.collect()`.
"""

import os


def start():
    """Starts tracing into the directory that MULTIPROCESSING_TRACE names. Called once, before the program runs."""
    from . import imports, processes
    from .recorder import Recorder

    directory = os.path.abspath(os.environ['MULTIPROCESSING_TRACE'])
    # Only this process has that name: what it starts must not inherit it.
    label = os.environ.pop('MULTIPROCESSING_TRACE_NAME', '')
    command = processes.command_line()
    if processes.is_service(command):
        return
    recorder = Recorder(directory)
    processes.begin(recorder, label, command)
    imports.watch(recorder)
