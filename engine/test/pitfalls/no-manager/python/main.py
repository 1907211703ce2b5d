from multiprocessing import Manager, Process


def visit(garden):
    for bed in garden:
        print(bed)


if __name__ == '__main__':
    with Manager() as manager:
        garden = manager.dict(north='basil')
        visitor = Process(target=visit, args=(garden,))
        visitor.start()
        visitor.join()
