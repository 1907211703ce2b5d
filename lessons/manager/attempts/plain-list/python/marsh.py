from multiprocessing import Process


def watch(bird, page, paper):
    """What a watcher does."""
    page.append(bird)
    paper.append(bird)  # a plain list
    print('on my paper', paper)


if __name__ == '__main__':
    page = []
    paper = []

    mira = Process(
        name='Mira', target=watch, args=('owl', page, paper))
    leo = Process(
        name='Leo', target=watch, args=('kite', page, paper))
    mira.start()
    leo.start()
    mira.join()
    leo.join()

    print('the page ', page)
    print('the paper', paper)
