import multiprocessing

if __name__ == '__main__':
    with multiprocessing.Manager() as manager:
        garden = manager.dict()
        garden['orders'] = multiprocessing.Queue()
