from multiprocessing import get_all_start_methods, get_context
from multiprocessing.managers import BaseManager

from bell import Bell


class Workshop(BaseManager):
    pass


Workshop.register('bell', callable=Bell)

if __name__ == '__main__':
    for method in get_all_start_methods():
        workshop = Workshop(ctx=get_context(method))
        workshop.start()
        print(workshop.bell().ring(method))
        workshop.shutdown()
