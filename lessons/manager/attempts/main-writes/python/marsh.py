from multiprocessing import Manager, Process


def watch(birds, page, paper):
    """What a watcher does."""
    for bird in birds:
        page.append(bird)  # the list in the server
        paper.append(bird)  # a plain list
    print('on my paper', paper)


if __name__ == '__main__':
    manager = Manager()
    page = manager.list()
    spare = manager.list()
    paper = []

    mira = Process(name='Mira', target=watch, args=(['heron', 'wren'], page, paper))
    tomas = Process(name='Tomas', target=watch, args=(['kite', 'owl'], spare, paper))
    mira.start()
    tomas.start()
    mira.join()
    tomas.join()

    for bird in ['kite', 'owl']:
        page.append(bird)
    print('the page ', page[:])
    print('the paper', paper)
    manager.shutdown()
