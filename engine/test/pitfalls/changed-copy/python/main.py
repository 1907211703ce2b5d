from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        garden = manager.dict(beds=[])
        garden['beds'].append('basil')
        print(garden['beds'])
