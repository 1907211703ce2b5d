import os
import shim_is_here
import socket
import sys
import time

while True:
    try:
        with socket.create_connection(('127.0.0.1', int(os.environ['PORT']))) as connection:
            print('counted to', connection.recv(9).decode(), os.path.basename(shim_is_here.__file__), sys.dont_write_bytecode)
        break
    except ConnectionRefusedError:
        time.sleep(0.01)
