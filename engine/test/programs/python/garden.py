"""What server and client of the trace tests share."""

import os
from multiprocessing.managers import SyncManager

ADDRESS = os.environ.get('ADDRESS', 'garden.sock')
if ADDRESS.isdigit():
    ADDRESS = ('127.0.0.1', int(ADDRESS))
AUTHKEY = os.environ.get('AUTHKEY', 'basil').encode()


class Bed:
    def __init__(self):
        self.plants = []

    def plant(self, name):
        self.plants.append(name)
        return len(self.plants)


class Greenhouse:
    def __init__(self, name='north'):
        self.name = name
        self.amount = 0

    def water(self, amount):
        self.amount += amount
        return self.amount

    def vent(self):
        return 'open'

    def harvest(self, plant):
        return {}[plant]

    def bed(self):
        return Bed()

    def seeds(self):
        return (seed for seed in ())


class GardenManager(SyncManager):
    pass


GardenManager.register('Greenhouse', Greenhouse, exposed=('water', 'harvest', 'seeds'), method_to_typeid={'bed': 'Bed'})
GardenManager.register('Bed', exposed=('plant',), create_method=False)
