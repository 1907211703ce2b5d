from multiprocessing import Manager, Process


def watch(birds, page, paper):
    """What a watcher does."""
    paper.extend(birds)
    page.extend(birds)


if __name__ == '__main__':
    manager = Manager()
    page = manager.list()
    paper = []

    seen = [['heron', 'wren'], ['kite', 'owl'], ['crane']]
    watchers = [Process(target=watch, args=(birds, page, paper)) for birds in seen]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()

    for bird in page:
        print('the page ', bird)
    print('the paper', paper)
    manager.shutdown()
