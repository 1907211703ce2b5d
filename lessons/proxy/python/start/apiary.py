from multiprocessing.managers import BaseManager
from hive import Hive
from hive_proxy import HiveProxy
from place import address, authkey


class Apiary(BaseManager):
    pass


Apiary.register('Hive', callable=Hive, proxytype=HiveProxy)

if __name__ == '__main__':
    apiary = Apiary(address, authkey)
    print('the bees are out')
    apiary.get_server().serve_forever()
