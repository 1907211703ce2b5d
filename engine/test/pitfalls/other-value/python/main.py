import multiprocessing

if __name__ == '__main__':
    with multiprocessing.Manager() as manager:
        level = manager.Value('i', 0)
        with level.get_lock():
            level.value += 1
