from line import Line

print('a boiler is lit')


class Ferry:
    def __init__(self):
        self._aboard = []

    def board(self, name):
        self._aboard.append(name)
        return self._aboard


Line.register('Ferry')
