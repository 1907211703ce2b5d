from time import sleep

from lighthouse import Lighthouse
from place import address, authkey

lamp = None


def blink(lighthouse):
    """A blink; of another lamp, if this one is gone."""
    global lamp
    while True:
        try:
            if lamp is None:
                lighthouse.connect()
                lamp = lighthouse.lamp()
            return lamp.blink()
        except (EOFError, OSError) as error:
            print('dark:', type(error).__name__)
        lamp = None  # its connection goes with it
        sleep(0.1)


if __name__ == '__main__':
    lighthouse = Lighthouse(address, authkey)
    for _ in range(6):
        print(blink(lighthouse))
