import os
import signal
from multiprocessing.managers import BaseManager


class Lamp:
    def __init__(self):
        self.life = 1
        self._blinks = 0

    def blink(self):
        self._blinks += 1
        # The first lamp burns out in the middle of its third call.
        if self.life == 1 and self._blinks == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return f'lamp {self.life}, blink {self._blinks}'


lamp = Lamp()


def the_lamp():
    return lamp


class Lighthouse(BaseManager):
    pass


Lighthouse.register('lamp', callable=the_lamp, exposed=['blink'])
