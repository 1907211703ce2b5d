from multiprocessing.managers import BaseManager


class Line(BaseManager):
    """The ferry line: register() says what it has."""
