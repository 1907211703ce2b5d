from multiprocessing import Manager, Process


def watch(birds, page):
    """What a watcher does."""
    page.extend(birds)


if __name__ == '__main__':
    manager = Manager()
    page = manager.list()

    seen = [['owl', 'jay'], ['kite'], ['crane', 'teal']]
    watchers = [Process(target=watch, args=(birds, page)) for birds in seen]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()

    for bird in page:
        print('the page ', bird)
    manager.shutdown()
