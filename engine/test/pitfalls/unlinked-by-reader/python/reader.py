import sys
from multiprocessing.shared_memory import SharedMemory

beds = SharedMemory(sys.argv[1])
print(beds.size)
