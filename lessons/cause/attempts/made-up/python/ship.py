from lighthouse import Lighthouse
from place import address, authkey

if __name__ == '__main__':
    lighthouse = Lighthouse(address, authkey)
    lighthouse.connect()
    lamp = lighthouse.lamp()

    for k in range(6):
        try:
            print(lamp.blink())
        except (EOFError, OSError):
            print(f'lamp 2, blink {k - 1}')
