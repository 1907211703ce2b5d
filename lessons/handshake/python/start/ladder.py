class Ladder:
    """Leads up."""

    def __init__(self):
        self._steps = 0

    def climb(self, steps):
        self._steps += steps
        return self._steps
