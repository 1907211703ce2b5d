"""A client's session that prints all it gets, and ends with an error of its own."""

import gc
import multiprocessing.connection
import traceback

from garden import ADDRESS, AUTHKEY, GardenManager


def show(function, *args):
    try:
        print(function(*args))
    except Exception:
        print(traceback.format_exc())


manager = GardenManager(address=ADDRESS, authkey=AUTHKEY)
manager.connect()
greenhouse = manager.Greenhouse('south')
show(greenhouse.water, 3)
show(greenhouse._callmethod, 'vent')
show(greenhouse.harvest, 'basil')
show(greenhouse.seeds)
show(greenhouse.bed().plant, 'mint')
show(manager._create, 'Orchard')
show(manager.Greenhouse, 1, 2, 3)
show(multiprocessing.connection.Client, 'nowhere.sock')
show(GardenManager(address=ADDRESS, authkey=b'aphids').connect)
print(manager._number_of_objects())
del greenhouse
# The errors above may keep the proxy in a cycle, and tracing moves the moment when such are collected.
gc.collect()
print(manager._number_of_objects())
{}['left']
