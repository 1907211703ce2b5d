"""A client makes more objects than any picture can hold, and keeps them. Runs until it is ended."""
import sys
import time
from multiprocessing.managers import BaseManager


class Leaf:
    def fall(self):
        return 'down'


class Tree(BaseManager):
    pass


Tree.register('Leaf', Leaf)


def main():
    with Tree() as tree:
        leaves = [tree.Leaf() for _ in range(30)]
        last = leaves[-1]
        last.fall()
        print('ready', flush=True)
        time.sleep(60)


if __name__ == '__main__':
    sys.exit(main())
