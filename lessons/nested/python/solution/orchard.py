from multiprocessing.managers import DictProxy, SyncManager

beds = {}


def the_beds():
    return beds


class Orchard(SyncManager):
    pass


Orchard.register('beds', callable=the_beds, proxytype=DictProxy)
