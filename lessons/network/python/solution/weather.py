from multiprocessing.managers import BaseManager, ListProxy

log = []


def the_log():
    return log


class Weather(BaseManager):
    pass


Weather.register('log', callable=the_log, proxytype=ListProxy)
