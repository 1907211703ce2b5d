from multiprocessing.managers import BaseManager


class Line(BaseManager):
    """The ferry line: what can be asked for is said by register()."""
