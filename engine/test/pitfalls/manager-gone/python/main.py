import multiprocessing
import os


def make():
    manager = multiprocessing.Manager()
    return manager.dict()


def visit(address, garden):
    print(garden['north'])


if __name__ == '__main__':
    context = multiprocessing.get_context('spawn')
    garden = make()
    visitor = context.Process(target=visit, args=(os.getcwd(), garden))
    visitor.start()
    del garden
    visitor.join()
    raise SystemExit(visitor.exitcode)
