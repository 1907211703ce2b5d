from multiprocessing.managers import BaseManager
from place import address, authkey


class Apiary(BaseManager):
    pass


Apiary.register('Hive')

if __name__ == '__main__':
    apiary = Apiary(address, authkey)
    apiary.connect()
    hive = apiary.Hive()
    print(str(hive))

    # The keeper takes all the honey.
    hive.honey = 0
    print('left:', hive.honey)

    print('after the bees:', hive.bring(5))
    print('left:', hive.honey)
