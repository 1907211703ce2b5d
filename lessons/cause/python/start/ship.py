from lighthouse import Lighthouse
from place import address, authkey

if __name__ == '__main__':
    lighthouse = Lighthouse(address, authkey)
    lighthouse.connect()
    lamp = lighthouse.lamp()

    for _ in range(6):
        print(lamp.blink())
