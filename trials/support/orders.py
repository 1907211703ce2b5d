"""The child's end of actor.ts for Python: answers orders, one JSON line for each, each order in a thread of its own."""
import json
import os
import sys
import threading
import traceback

writing = threading.Lock()


def take_orders(perform):
    """Answers each order by what `perform` returns, until stdin ends; then ends the process."""

    def answer(nth, order):
        try:
            line = {'nth': nth, 'value': perform(order)}
        except BaseException:
            line = {'nth': nth, 'error': traceback.format_exc()}
        with writing:
            sys.stdout.write(json.dumps(line) + '\n')
            sys.stdout.flush()

    for line in sys.stdin:
        order = json.loads(line)
        threading.Thread(target=answer, args=(order['nth'], order['order']), daemon=True).start()
    os._exit(0)
