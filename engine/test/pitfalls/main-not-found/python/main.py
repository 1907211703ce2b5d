import multiprocessing


def visit():
    print('hello')


if __name__ == '__main__':
    visitor = multiprocessing.get_context('spawn').Process(target=visit)
    visitor.start()
    visitor.join()
