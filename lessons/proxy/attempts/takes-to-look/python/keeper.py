from multiprocessing.managers import BaseManager
from hive_proxy import HiveProxy
from place import address, authkey


class Apiary(BaseManager):
    pass


Apiary.register('Hive', proxytype=HiveProxy)

if __name__ == '__main__':
    apiary = Apiary(address, authkey)
    apiary.connect()
    hive = apiary.Hive()
    print(repr(hive))

    # The keeper takes all the honey.
    hive.take()
    print('left:', hive.take())

    print('after the bees:', hive.bring(5))
    print('left:', hive.take())
