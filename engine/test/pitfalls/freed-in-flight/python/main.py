from multiprocessing import Manager, Pipe

if __name__ == '__main__':
    with Manager() as manager:
        here, there = Pipe()
        beds = manager.list()
        here.send(beds)
        del beds
        print(there.recv())
