from time import sleep

from lighthouse import Lighthouse
from place import address, authkey


def blink():
    lighthouse = Lighthouse(address, authkey)
    lighthouse.connect()
    return lighthouse.lamp().blink()


if __name__ == '__main__':
    seen = 0
    while seen < 6:
        try:
            print(blink())
            seen += 1
        except (EOFError, OSError) as error:
            print('dark:', type(error).__name__)
            sleep(0.1)
