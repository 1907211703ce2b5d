from multiprocessing.managers import SyncManager


class Bed:
    def water(self):
        return 'wet'


class Garden(SyncManager):
    pass


Garden.register('Bed', Bed)

if __name__ == '__main__':
    with Garden() as garden:
        beds = garden.list()
        beds.append(garden.Bed())
        print(beds[0].water())
