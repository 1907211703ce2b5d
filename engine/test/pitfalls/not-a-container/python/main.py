import json
from multiprocessing import Manager

if __name__ == '__main__':
    with Manager() as manager:
        garden = manager.dict(north='basil')
        print(json.dumps(garden))
