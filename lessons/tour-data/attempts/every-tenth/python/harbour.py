from multiprocessing import Manager

if __name__ == '__main__':
    manager = Manager()

    # A list of 200 readings, an array, a dict, a value, a namespace:
    # five objects, all of them in the server.
    readings = manager.list(range(200))
    tides = manager.Array('i', [3, 1, 4, 1, 5])
    boats = manager.dict()
    highest = manager.Value('i', 0)
    report = manager.Namespace()

    # All readings in one answer.
    total = 0
    for k in range(0, 200, 10):
        total += readings[k]
    report.total = total

    # All boats in one request.
    boats.update({f'boat {k}': k for k in range(20)})
    print('boats  ', len(boats))

    # Two of them at once are one request.
    print('tides  ', list(tides[0:2]))
    highest.value = 5
    print('highest', highest.value)
    print('total  ', report.total)

    manager.shutdown()
