from multiprocessing.managers import BaseManager
from hive import Hive
from place import address, authkey


class Apiary(BaseManager):
    pass


Apiary.register('Hive', callable=Hive, exposed=['bring', 'take', '__getattribute__'])

if __name__ == '__main__':
    apiary = Apiary(address, authkey)
    print('the bees are out')
    apiary.get_server().serve_forever()
