"""Reads and writes of shared memory by CPython's SharedMemory. Python's half of shared-memory.ts."""
import struct
from multiprocessing import shared_memory

from dialogue import answer_all, repeat

MEBIBYTE = 1 << 20
value = shared_memory.SharedMemory(create=True, size=8)
array = shared_memory.SharedMemory(create=True, size=MEBIBYTE)
numbers = struct.Struct('i')
content = bytes(MEBIBYTE)


def write_array():
    array.buf[:MEBIBYTE] = content


ACTS = {
    'readValue': lambda: numbers.unpack_from(value.buf, 0)[0],
    'writeValue': lambda: numbers.pack_into(value.buf, 0, 7),
    'readArray': lambda: bytes(array.buf[:MEBIBYTE]),
    'writeArray': write_array,
}
try:
    answer_all({}, lambda request: repeat(request['seconds'], 16 if request['act'].endswith('Array') else 1000, ACTS[request['act']]))
finally:
    for each in value, array:
        each.close()
        each.unlink()
