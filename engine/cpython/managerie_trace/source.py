"""Where in the program something comes from: the nearest stack frame that is not Python's own library."""

import os
import sys

from .recorder import quote

_LIBRARY = os.path.join(os.path.dirname(os.path.abspath(os.__file__)), '')
_PACKAGES = (os.path.join(_LIBRARY, 'site-packages', ''), os.path.join(_LIBRARY, 'dist-packages', ''))
_OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), '')
_START = os.getcwd() if os.path.exists(os.curdir) else os.sep
#: Folder of `multiprocessing`, with a separator at its end.
MULTIPROCESSING = os.path.join(_LIBRARY, 'multiprocessing', '')

# File name as the code knows it → its path as JSON, or None where it is not a file of the program.
_files = {}


def at_frame(frame):
    """The member `,"at":{…}` for the program's frame nearest to `frame`, or '' if there is none."""
    while frame is not None:
        name = frame.f_code.co_filename
        try:
            file = _files[name]
        except KeyError:
            file = _files[name] = _program_file(name)
        if file is not None or (name[:1] == '<' and _is_typed(frame)):
            return ',"at":{"file":%s,"line":%d}' % (file or quote(name), frame.f_lineno or 0)
        frame = frame.f_back
    return ''


def at_traceback(error):
    """The same for the innermost program's frame that `error` went through."""
    filename = getattr(error, 'filename', None)
    if isinstance(error, SyntaxError) and isinstance(filename, str) and error.lineno:
        return ',"at":{"file":%s,"line":%d}' % (_program_file(filename) or quote(filename), error.lineno)
    found = ''
    entry = error.__traceback__
    while entry is not None:
        name = entry.tb_frame.f_code.co_filename
        file = _program_file(name)
        if file is not None or (name[:1] == '<' and _is_typed(entry.tb_frame)):
            found = ',"at":{"file":%s,"line":%d}' % (file or quote(name), entry.tb_lineno or 0)
        entry = entry.tb_next
    return found


def _program_file(name):
    if name[:1] == '<':
        return None
    # Up to Python 3.8 a script's name is as it was typed, relative to where Python was started.
    path = os.path.normpath(os.path.join(_START, name))
    if path.startswith(_OWN) or path.startswith(_LIBRARY) and not path.startswith(_PACKAGES):
        return None
    return quote(path)


def _is_typed(frame):
    # `<string>` is a program given with -c, but also a method that MakeProxyType made, or a spawned child's command.
    return frame.f_globals.get('__name__') == '__main__' and '--multiprocessing-fork' not in sys.argv
