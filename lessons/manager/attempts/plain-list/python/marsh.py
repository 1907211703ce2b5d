from multiprocessing import Process


def watch(birds, page, paper):
    """What a watcher does."""
    for bird in birds:
        page.append(bird)
        paper.append(bird)  # a plain list
    print('on my paper', paper)


if __name__ == '__main__':
    page = []
    paper = []

    mira = Process(name='Mira', target=watch, args=(['heron', 'wren'], page, paper))
    tomas = Process(name='Tomas', target=watch, args=(['kite', 'owl'], page, paper))
    mira.start()
    tomas.start()
    mira.join()
    tomas.join()

    print('the page ', page)
    print('the paper', paper)
