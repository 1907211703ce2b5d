tabs = []


class Tab:
    """What a guest owes."""

    def __init__(self, name):
        self._name = name
        self._pence = 0
        tabs.append(self)

    def add(self, pence):
        self._pence += pence

    def bill(self):
        return f'{self._name} owes {self._pence}'
