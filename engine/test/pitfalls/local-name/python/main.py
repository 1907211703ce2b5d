from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        garden = manager.Namespace()
        garden.north = 'basil'
        garden._south = 'mint'
        print(garden)
