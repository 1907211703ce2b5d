from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        numbers = manager.list(range(1200))
        total = 0
        for index in range(1200):
            total += numbers[index]
        print(total)
