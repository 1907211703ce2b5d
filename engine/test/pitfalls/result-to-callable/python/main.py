from multiprocessing.managers import BaseManager


class Bed:
    def water(self):
        return 'wet'


class House:
    def bed(self):
        return Bed()


class Garden(BaseManager):
    pass


Garden.register('Bed', Bed)
Garden.register('House', House, method_to_typeid={'bed': 'Bed'})

if __name__ == '__main__':
    with Garden() as garden:
        house = garden.House()
        print(house.bed().water())
