class Bell:
    """A bell that counts."""

    def __init__(self):
        self._rung = 0

    def ring(self, how):
        self._rung += 1
        return f'{how}: rung {self._rung} time'
