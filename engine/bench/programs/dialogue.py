"""The measured side of partner.ts: a line of JSON in, a line of JSON out. Python's half of dialogue.ts."""
import json
import sys
import time
import traceback


def say(answer):
    sys.__stdout__.write(json.dumps(answer) + '\n')
    sys.__stdout__.flush()


def answer_all(hello, answer):
    """Says that this process is ready, and answers until nobody asks any more."""
    say(hello)
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        try:
            say(answer(json.loads(line)))
        except Exception:
            say({'error': traceback.format_exc()})


def repeat(seconds, batch, once):
    """Does something one after another, batch times between two looks at the clock."""
    clock = time.perf_counter
    began = now = clock()
    end = began + seconds
    count = 0
    while now < end:
        for _ in range(batch):
            once()
        count += batch
        now = clock()
    return {'count': count, 'seconds': now - began}
