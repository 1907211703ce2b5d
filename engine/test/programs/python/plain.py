"""Connections without a manager: a pipe, a listener, a frame longer than a trace keeps, and a queue, which is its own."""

import multiprocessing
import threading
from multiprocessing.connection import Client, Listener


def answer(listener):
    with listener.accept() as connection:
        connection.send(connection.recv())
        connection.send_bytes(bytes(100000))


if __name__ == '__main__':
    near, far = multiprocessing.Pipe()
    near.send({'to': 'far'})
    print(far.recv())
    near.close()
    try:
        far.recv()
    except EOFError as error:
        print(repr(error))
    with Listener(('127.0.0.1', 0), authkey=b'basil') as listener:
        thread = threading.Thread(target=answer, args=(listener,))
        thread.start()
        with Client(listener.address, authkey=b'basil') as connection:
            connection.send(('hello', 1))
            print(connection.recv(), len(connection.recv_bytes()))
        thread.join()
    queue = multiprocessing.Queue()
    queue.put('unseen')
    print(queue.get())
