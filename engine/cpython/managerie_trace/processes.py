"""When processes start, fail and end."""

import atexit
import os
import sys
from time import time_ns

from .recorder import fields
from .source import at_traceback

_FORK_SERVER = 'from multiprocessing.forkserver import main'
_RESOURCE_TRACKER = 'from multiprocessing.resource_tracker import main'
_SPAWNED = '--multiprocessing-fork'


def command_line():
    """The arguments that Python was started with, as one text; '' where the system does not tell."""
    arguments = getattr(sys, 'orig_argv', None)
    if arguments is not None:
        return '\n'.join(arguments)
    try:
        with open('/proc/self/cmdline', 'rb') as file:
            return os.fsdecode(file.read()).replace('\0', '\n')
    except OSError:
        return ''


def is_service(command):
    """Whether this is a process that `multiprocessing` starts for itself and that runs nothing of the program."""
    return _RESOURCE_TRACKER in command


def begin(recorder, label, command):
    """Reports this process's start, and from now on its failure and its end."""
    reports = recorder.processes = ProcessReports(recorder, label)
    if _FORK_SERVER in command:
        recorder.muted = True
        return
    reports.started()
    # A spawned child learns its name later, from its parent.
    if _SPAWNED not in command:
        recorder.flush()


def instrument(module, recorder):
    """Returns the names of the functions that are there and could not be instrumented."""
    # Here, so that a program without `multiprocessing` does not pay for it.
    from .instrument import Module, around, caught, is_assignment, is_statement, returned

    reports = recorder.processes
    target = Module(module, reports)
    edit = target.edit
    name = module.__name__
    if name == 'multiprocessing.process':
        edit('BaseProcess._bootstrap', around(is_statement('self.run()'), before='running()'),
             caught('failed()'), returned('returning()'))
    else:
        method = 'wait' if name == 'multiprocessing.popen_spawn_win32' else 'poll'
        edit('Popen.' + method, around(is_assignment('self.returncode'), after='ended(self)'))
    return target.missed


class ProcessReports:
    """What one process says of itself and of its children. Nothing here raises."""

    def __init__(self, recorder, label):
        self._recorder = recorder
        self._label = label or _script() or 'python'
        self._forget()
        recorder.on_fork.append(self._forked)
        atexit.register(self._exiting)
        self._print = sys.excepthook
        # Both, so that whoever restores or compares them finds what it expects.
        if sys.excepthook is sys.__excepthook__:
            sys.__excepthook__ = self._uncaught
        sys.excepthook = self._uncaught

    def _forget(self):
        self._code = None
        self._signal = None
        self._over = False
        self._reaped = set()

    def _forked(self):
        self._forget()
        self.started()

    def started(self):
        wall = time_ns() // 1000
        self._recorder.emit_first('process/started', lambda: fields(
            pid=os.getpid(),
            ppid=os.getppid(),
            label=self.name(),
            runtime='cpython',
            version='%d.%d.%d' % sys.version_info[:3],
            wall=wall,
        ))

    def name(self):
        process = sys.modules.get('multiprocessing.process')
        name = process.current_process().name if process is not None else 'MainProcess'
        return self._label if name == 'MainProcess' else str(name)

    # The program itself

    def _uncaught(self, kind, error, traceback):
        try:
            if not hasattr(sys, 'ps1'):
                # An interrupt ends Python by the signal that caused it.
                if isinstance(error, KeyboardInterrupt) and os.name == 'posix':
                    self._signal = 'SIGINT'
                else:
                    self._code = 1
                self._fail(error)
        except Exception:
            pass
        self._print(kind, error, traceback)

    def _exiting(self):
        """Python runs this after the program's own exit functions, and does not say with which code it will end."""
        self._exit(self._code)

    # A child: `multiprocessing` catches and prints its errors

    def running(self):
        try:
            self._recorder.flush()
        except Exception:
            pass

    def failed(self):
        try:
            self._fail(sys.exc_info()[1])
        except Exception:
            pass

    def returning(self, code):
        try:
            self._code = code
            util = sys.modules['multiprocessing.util']
            if util._exiting:
                self._exit(code)
            else:
                # Since 3.13 finalizers come later; this is the last of them.
                util.Finalize(None, self._exit, args=(code,), exitpriority=-1000000)
        except Exception:
            pass
        return code

    def _fail(self, error):
        members = fields(type=type(error).__name__, message=_text(error))
        self._recorder.emit('process/failed', members + at_traceback(error))

    def _exit(self, code):
        try:
            if not self._over:
                self._over = True
                for last_word in self._recorder.at_exit:
                    last_word()
                members = fields(pid=os.getpid(), code=code if isinstance(code, int) else None, signal=self._signal)
                self._recorder.emit('process/exited', members)
            self._recorder.finish()
        except Exception:
            pass

    # Its children

    def ended(self, popen):
        try:
            code = popen.returncode
            if code is None or popen.pid in self._reaped:
                return
            self._reaped.add(popen.pid)
            signal = _signal_name(-code) if code < 0 else None
            self._recorder.emit('process/exited', fields(pid=popen.pid, code=None if signal else code, signal=signal))
        except Exception:
            pass


def _script():
    argument = getattr(sys, 'argv', [''])[0]
    return '' if argument[:1] == '-' else os.path.basename(argument)


def _text(error):
    try:
        return str(error)
    except Exception:
        return '<exception str() failed>'


def _signal_name(number):
    import signal

    try:
        return signal.Signals(number).name
    except ValueError:
        return 'SIG%d' % number
