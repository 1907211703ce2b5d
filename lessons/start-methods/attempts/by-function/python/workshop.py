from multiprocessing import get_context
from multiprocessing.managers import BaseManager

from bell import Bell


def make_bell():
    return Bell()


class Workshop(BaseManager):
    pass


Workshop.register('bell', callable=make_bell)


def main():
    with Workshop(ctx=get_context('spawn')) as workshop:
        print(workshop.bell().ring('spawn'))


if __name__ == '__main__':
    main()
