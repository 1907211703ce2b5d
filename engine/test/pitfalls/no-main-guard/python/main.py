import multiprocessing

manager = multiprocessing.get_context('spawn').Manager()
print(manager.list(['basil']))
