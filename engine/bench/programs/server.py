"""CPython's own server. Argument: the address, as JSON. Tells its processor time when it is asked."""
import json
import os
import sys
import threading
import time

from dialogue import answer_all
from yard import AUTHKEY, Yard

address = json.loads(sys.argv[1])
server = Yard(tuple(address) if isinstance(address, list) else address, AUTHKEY).get_server()


def talk():
    answer_all({'address': server.address}, lambda request: {'cpu': time.process_time()})
    os._exit(0)


threading.Thread(target=talk, daemon=True).start()
server.serve_forever()
