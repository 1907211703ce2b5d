"""What Python's `multiprocessing` has for the programs of the playground: names and signatures as CPython knows them.

Writes `app/renderer/editor/python/library.json`, from which the editor completes and explains Python. Which names there
are, their arguments, and what they give come from CPython; the words are ours, in `python_words.py`. A name without
words, and words without a name, end the script.
"""

import inspect
import json
import os
import subprocess
import sys

import pythons
from python_words import GIVES, HIDDEN, SIGNATURES, WORDS

#: The newest that the playground is tested with.
MINOR = '3.13'
TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'app', 'renderer', 'editor', 'python', 'library.json')
#: Names that begin with an underscore and are for programs all the same.
OWN = ('_callmethod', '_getvalue', '_number_of_objects', '_debug_info')

used = set()


def words(name):
    used.add(name)
    if name not in WORDS:
        sys.exit('python_words.py says nothing of %s' % name)
    return WORDS[name]


def signature(path, value, bound):
    """`(key, default=None)`: without `self`, and without the mark of what goes by position only."""
    if path in SIGNATURES:
        used.add(path)
        return SIGNATURES[path]
    parameters = list(inspect.signature(value).parameters.values())
    if bound and parameters and parameters[0].name == 'self':
        parameters = parameters[1:]
    shown = []
    for parameter in parameters:
        if parameter.name.startswith('_'):
            continue
        if parameter.kind == parameter.KEYWORD_ONLY and not any(part.startswith('*') for part in shown):
            shown.append('*')
        shown.append(str(parameter))
    return '(%s)' % ', '.join(shown)


def member(owner, name, value, kind='method', gives=None):
    path = '%s.%s' % (owner, name)
    if gives is None and path in GIVES:
        used.add(path)
        gives = GIVES[path]
    found = {'kind': kind, 'words': words(path)}
    if kind == 'method':
        found['signature'] = signature(path, value, True)
    if gives is not None:
        found['gives'] = gives
    return found


def members(owner, cls):
    """Public members that the class itself has, in the order of their names."""
    found = {}
    for name in sorted(vars(cls)):
        if (name.startswith('_') and name not in OWN) or '%s.%s' % (owner, name) in HIDDEN:
            continue
        value = inspect.getattr_static(cls, name)
        if isinstance(value, (staticmethod, classmethod)) or inspect.isroutine(value):
            found[name] = member(owner, name, getattr(cls, name))
        else:
            found[name] = member(owner, name, None, 'property')
    return found


def kind_of(owner, cls, bases=(), constructor=True, own=None):
    found = {'words': words(owner), 'bases': list(bases), 'members': members(owner, cls) if own is None else own}
    if constructor:
        found['signature'] = signature(owner, cls, False)
    return found


def make():
    import multiprocessing
    import multiprocessing.connection
    import multiprocessing.managers as managers
    import multiprocessing.pool
    import multiprocessing.shared_memory as shared_memory
    import queue

    registry = managers.SyncManager._registry

    def proxy_name(typeid):
        proxytype = registry[typeid][3]
        if inspect.isclass(proxytype):
            return proxytype.__name__
        return 'QueueProxy' if typeid in ('Queue', 'JoinableQueue') else 'AsyncResultProxy'

    types = {}
    base_manager = members('BaseManager', managers.BaseManager)
    # Made by `start()`, for the object that has started the server.
    base_manager['shutdown'] = member('BaseManager', 'shutdown', None)
    types['BaseManager'] = kind_of('BaseManager', managers.BaseManager, own=base_manager)
    made = {}
    for typeid, (callable_, _, _, _) in sorted(registry.items()):
        if hasattr(managers.SyncManager, typeid):
            made[typeid] = member('SyncManager', typeid, callable_, gives=proxy_name(typeid))
    types['SyncManager'] = kind_of('SyncManager', managers.SyncManager, ['BaseManager'], own=made)
    types['SharedMemoryManager'] = kind_of('SharedMemoryManager', managers.SharedMemoryManager, ['BaseManager'])
    types['BaseProxy'] = kind_of('BaseProxy', managers.BaseProxy)
    for typeid, (callable_, exposed, method_to_typeid, proxytype) in registry.items():
        owner = proxy_name(typeid)
        if owner in types:
            continue
        behind = {'Queue': queue.Queue, 'AsyncResult': multiprocessing.pool.ApplyResult}.get(typeid, callable_)
        if owner in ('QueueProxy', 'AsyncResultProxy'):
            exposed = managers.public_methods(behind(1) if typeid == 'Queue' else behind)
        own = {}
        for name in sorted(exposed or ()):
            if name.startswith('_'):
                continue
            gives = proxy_name(method_to_typeid[name]) if method_to_typeid and name in method_to_typeid else None
            # A method that only passes its arguments on has those of the object behind it.
            written = getattr(proxytype, name, None) if inspect.isclass(proxytype) else None
            passes = written is None or '*args' in str(inspect.signature(written))
            own[name] = member(owner, name, getattr(behind, name, written) if passes else written, gives=gives)
        for name, value in vars(proxytype).items() if inspect.isclass(proxytype) else ():
            if name not in own and not name.startswith('_'):
                own[name] = member(owner, name, value, 'property' if isinstance(value, property) else 'method')
        types[owner] = kind_of(owner, proxytype, ['BaseProxy'], constructor=False, own=dict(sorted(own.items())))
    types['Token'] = kind_of('Token', managers.Token)
    types['Server'] = kind_of('Server', managers.Server, constructor=False)
    for owner, cls in (
        ('Connection', multiprocessing.connection.Connection),
        ('Listener', multiprocessing.connection.Listener),
        ('SharedMemory', shared_memory.SharedMemory),
        ('ShareableList', shared_memory.ShareableList),
    ):
        own = members(owner, cls)
        for base in cls.__bases__:
            if base is not object:
                own = {**members(owner, base), **own}
        types[owner] = kind_of(owner, cls, own=dict(sorted(own.items())), constructor=owner != 'Connection')
    process = multiprocessing.Process
    types['Process'] = kind_of('Process', process, own=members('Process', process.__bases__[0]))
    for name in ('AuthenticationError', 'ProcessError', 'TimeoutError'):
        types[name] = {'words': words(name), 'bases': [], 'members': {}, 'signature': '(message)'}
    types['RemoteError'] = {'words': words('RemoteError'), 'bases': [], 'members': {}, 'signature': '(traceback)'}

    def function(name, value):
        found = {'words': words(name), 'signature': signature(name, value, False)}
        if name in GIVES:
            used.add(name)
            found['gives'] = GIVES[name]
        return found

    functions = {
        'multiprocessing': {
            name: function(name, getattr(multiprocessing, name))
            for name in ('Manager', 'Pipe', 'active_children', 'cpu_count', 'current_process', 'get_start_method', 'parent_process', 'set_start_method')
        },
        'multiprocessing.managers': {'MakeProxyType': function('MakeProxyType', managers.MakeProxyType), 'AutoProxy': function('AutoProxy', managers.AutoProxy)},
        'multiprocessing.connection': {name: function(name, getattr(multiprocessing.connection, name)) for name in ('Client', 'Pipe', 'wait')},
        'multiprocessing.shared_memory': {},
    }
    modules = {}
    for module, has in functions.items():
        known = sys.modules[module]
        classes = [name for name in types if getattr(known, name, None) is not None and (module != 'multiprocessing.managers' or name != 'ProcessError')]
        modules[module] = {'types': sorted(name for name in classes if name not in ('Connection',) or module == 'multiprocessing.connection'), 'functions': has}
    unused = sorted(set(WORDS) | set(SIGNATURES) | set(GIVES))
    unused = [name for name in unused if name not in used]
    if unused:
        sys.exit('python_words.py says something of what is not there: %s' % ', '.join(unused))
    return {'python': MINOR, 'modules': modules, 'types': types}


def main():
    found = pythons.find(MINOR)
    if found is None:
        sys.exit('the editor\'s library of Python is made by CPython %s, which was not found: install it, or set PYENV_ROOT' % MINOR)
    if sys.version_info[:2] != tuple(int(part) for part in MINOR.split('.')):
        return subprocess.run([found[0], *sys.argv]).returncode
    text = json.dumps(make(), indent=1, ensure_ascii=True) + '\n'
    path = os.path.normpath(TARGET)
    same = os.path.exists(path) and open(path, encoding='ascii').read() == text
    if not same and '--check' not in sys.argv:
        with open(path, 'w', encoding='ascii', newline='\n') as file:
            file.write(text)
    print('library.json: %s' % ('same' if same else 'differs' if '--check' in sys.argv else 'written'))
    return 1 if not same and '--check' in sys.argv else 0


if __name__ == '__main__':
    sys.exit(main())
