import os
import subprocess
import sys
import time
from multiprocessing.shared_memory import SharedMemory

if __name__ == '__main__':
    beds = SharedMemory(create=True, size=64)
    subprocess.run([sys.executable, 'reader.py', beds.name], check=True)
    while os.path.exists('/dev/shm/' + beds.name):
        time.sleep(0.01)
    subprocess.run([sys.executable, 'reader.py', beds.name])
