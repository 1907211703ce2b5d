"""Starts the tracer in every Python process of a run: Python imports this by itself when its folder is on PYTHONPATH.

Without MULTIPROCESSING_TRACE in the environment it only hands on to the `sitecustomize` that it hides, if there is one.
"""

import os
import sys


def _run_hidden():
    """Runs the next `sitecustomize` on the path in this one's place, so that an installation keeps its own."""
    from _frozen_importlib_external import PathFinder
    from _frozen_importlib import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    spec = PathFinder.find_spec(__name__, [entry for entry in sys.path if os.path.abspath(entry) != here])
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules[__name__] = module
    spec.loader.exec_module(module)


if os.environ.get('MULTIPROCESSING_TRACE'):
    try:
        import managerie_trace

        managerie_trace.start()
    except Exception:  # a program runs untraced rather than not at all
        pass

_run_hidden()
