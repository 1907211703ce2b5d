from multiprocessing.managers import BaseManager


class Tank:
    def __init__(self):
        self.level = 0

    def fill(self, litres):
        self.level += litres

    def read(self):
        return self.level

    def drops(self):
        return (drop for drop in range(self.level))

    def leak(self):
        return {}['hole']


class Works(BaseManager):
    pass


Works.register('Tank', Tank, exposed=('read',))


if __name__ == '__main__':
    with Works() as works:
        tank = works.Tank()
        tank._callmethod('fill', (5,))
