class Tank:
    """Rain water for the whole street."""

    def __init__(self):
        self._litres = 40

    def level(self):
        return self._litres

    def fill(self, litres):
        self._litres += litres
        return self._litres

    def drain(self):
        self._litres = 0
