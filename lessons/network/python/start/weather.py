from multiprocessing.managers import BaseManager, ListProxy


def new_log():
    return []


class Weather(BaseManager):
    pass


Weather.register('log', callable=new_log, proxytype=ListProxy)
