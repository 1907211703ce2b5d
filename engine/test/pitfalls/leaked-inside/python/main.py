from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        beds = manager.list()
        for _ in range(12):
            beds.append(manager.list(['basil']))
            beds.pop()
        print(len(beds))
