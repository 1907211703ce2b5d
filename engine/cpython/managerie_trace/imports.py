"""Instruments modules of `multiprocessing` when, and only when, the program imports them."""

import sys

_MODULES = {
    'multiprocessing.connection': 'connections',
    'multiprocessing.managers': 'managers',
    'multiprocessing.shared_memory': 'memory',
    'multiprocessing.resource_tracker': 'memory',
    'multiprocessing.process': 'processes',
    'multiprocessing.popen_fork': 'processes',
    'multiprocessing.popen_forkserver': 'processes',
    'multiprocessing.popen_spawn_win32': 'processes',
}


def watch(recorder):
    """From now on each module of `_MODULES` is instrumented once it has run."""
    for name in _MODULES:
        if name in sys.modules:
            _instrument(sys.modules[name], recorder)
    sys.meta_path.insert(0, _Finder(recorder))


class _Finder:
    """Finds our modules like those after it on the path would, with another loader around theirs."""

    def __init__(self, recorder):
        self._recorder = recorder

    def find_spec(self, name, path=None, target=None):
        if name not in _MODULES:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, 'find_spec'):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if hasattr(spec.loader, 'exec_module'):
                    spec.loader = _Loader(spec.loader, self._recorder)
                return spec
        return None


class _Loader:
    """Loads a module with its own loader, which is also the one that it will show, and instruments it."""

    def __init__(self, loader, recorder):
        self._loader = loader
        self._recorder = recorder

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        _instrument(module, self._recorder)


def _instrument(module, recorder):
    try:
        reports = __import__('%s.%s' % (__package__, _MODULES[module.__name__]), fromlist=('instrument',))
        reports.instrument(module, recorder)
    except Exception:  # an unknown Python: it runs, and is traced as far as it is known
        pass
