from multiprocessing import get_context
from multiprocessing.managers import BaseManager

from bell import Bell


class Workshop(BaseManager):
    pass


Workshop.register('bell', callable=Bell)

workshop = Workshop(ctx=get_context('spawn'))
workshop.start()
print(workshop.bell().ring('spawn'))
workshop.shutdown()
