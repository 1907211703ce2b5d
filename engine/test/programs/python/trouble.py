"""A trace that meets trouble: its descriptor is closed and used for another file; the disk is full; then it is not."""

import os
import resource
import signal
import sys

from garden import ADDRESS, AUTHKEY, GardenManager

manager = GardenManager(address=ADDRESS, authkey=AUTHKEY)
manager.connect()
os.closerange(3, 2000)
limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
mine = [os.open(os.devnull, os.O_RDONLY) for _ in range(min(600, limit - 30))]
manager.connect()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
manager.connect()
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
manager.connect()
print('went well')
sys.exit(3)
