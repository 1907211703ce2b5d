"""Writes engine/test/golden/handshake/*.json: what CPython's `deliver_challenge` and `answer_challenge` say to each other.

`python3 build/golden/handshake.py` writes the files, `--check` compares them. Each end is a CPython of its own with
fixed random bytes; this script sits between the two, passes frames on and writes them down. An end whose `python` is
null is played by this script: that is how an end is shown what no CPython would send it.
"""

import hashlib
import hmac
import json
import os
import socket
import struct
import subprocess
import sys
import threading

AUTHKEY = b'tomatoes and basil'
OTHER_AUTHKEY = b'aphids'
CHALLENGE, WELCOME, FAILURE = b'#CHALLENGE#', b'#WELCOME#', b'#FAILURE#'
DIGESTS = ('md5', 'sha256', 'sha384', 'sha3_256', 'sha3_384')


def fixed_bytes(seed, length):
    """The bytes that stand for random ones at the end called `seed`."""
    stream = b''
    while len(stream) < length:
        stream += hashlib.sha256(b'%s %d' % (seed.encode(), len(stream))).digest()
    return stream[:length]


# One end, in a process of its own


def end_main(name, steps, authkey, descriptor):
    """Does `steps` (`deliver`, `deliver:sha384`, `answer`) on the connection, and prints how it ended."""
    from multiprocessing import connection as module

    drawn = []

    def urandom(length):
        drawn.append(fixed_bytes(name, length).hex())
        return bytes.fromhex(drawn[-1])

    connection = module.Connection(descriptor)
    os.urandom = urandom
    error = None
    try:
        for step in steps:
            what, _, digest = step.partition(':')
            if what == 'deliver':
                module.deliver_challenge(connection, authkey, *([digest] if digest else []))
            else:
                module.answer_challenge(connection, authkey)
    except Exception as caught:
        error = {'type': type(caught).__name__, 'message': str(caught)}
    connection.close()
    print(json.dumps({'random': drawn, 'error': error}))


# Between the ends


class Python:
    """An end that is a CPython."""

    def __init__(self, found, steps, authkey=AUTHKEY):
        self.path, self.version = found
        self.steps = steps
        self.authkey = authkey

    def start(self, name):
        ours, theirs = socket.socketpair()
        authkey = self.authkey if isinstance(self.authkey, str) else self.authkey.hex()
        command = [self.path, '-I', os.path.abspath(__file__), '--end', name, ','.join(self.steps),
                   'str' if isinstance(self.authkey, str) else 'bytes', authkey, str(theirs.fileno())]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdout=subprocess.PIPE)
        theirs.close()
        return ours

    def finish(self):
        output = self._process.communicate(timeout=20)[0]
        told = json.loads(output)
        authkey = {'str': self.authkey} if isinstance(self.authkey, str) else self.authkey.hex()
        about = {'python': self.version, 'does': list(self.steps), 'authkey': authkey, 'random': told['random']}
        return about, told['error']


class Script:
    """An end that says what it is told to: bytes to send as a frame, `None` to read one, `raw` bytes, or 'end'.

    A function in place of bytes makes them of the frames read so far. It stops where the other end hangs up.
    """

    def __init__(self, *steps):
        self._steps = steps

    def start(self, name):
        ours, theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._play, args=(theirs,))
        self._thread.start()
        return ours

    def _play(self, end):
        read = []
        for step in self._steps:
            if step is None:
                read.append(receive(end))
                if read[-1] is None:
                    break
            elif isinstance(step, tuple):
                end.sendall(step[1])
            else:
                send(end, step(read) if callable(step) else step)
        end.close()

    def finish(self):
        self._thread.join()
        return {'python': None}, None


def raw(data):
    return 'raw', data


def send(end, payload):
    end.sendall(struct.pack('!i', len(payload)) + payload)


def receive(end):
    """The next payload, or what there is of a frame that the end of the stream cuts off."""
    data = b''
    wanted = 4
    while len(data) < wanted:
        piece = end.recv(wanted - len(data))
        if not piece:
            return None if not data else ('raw', data)
        data += piece
        if len(data) == 4:
            wanted = 4 + struct.unpack('!i', data)[0]
    return data[4:]


def converse(listener, client):
    """Lets the two ends speak, and returns their conversation and what became of each."""
    ends = {'listener': listener.start('listener'), 'client': client.start('client')}
    frames = []
    lock = threading.Lock()

    def carry(source, target):
        while True:
            try:
                payload = receive(ends[source])
            except ConnectionError:
                payload = None
            with lock:
                if payload is None:
                    frames.append({'from': source, 'end': True})
                elif isinstance(payload, tuple):
                    frames.append({'from': source, 'cut': payload[1].hex()})
                else:
                    frames.append({'from': source, 'payload': payload.hex()})
            try:
                if payload is None:
                    ends[target].shutdown(socket.SHUT_WR)
                elif isinstance(payload, tuple):
                    ends[target].sendall(payload[1])
                else:
                    send(ends[target], payload)
            except OSError:
                pass
            if payload is None:
                return

    threads = [threading.Thread(target=carry, args=pair) for pair in (('listener', 'client'), ('client', 'listener'))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for end in ends.values():
        end.close()
    told = {'listener': listener.finish(), 'client': client.finish()}
    # Which end hangs up first is chance where both do; that they do so is not told.
    while frames and frames[-1].get('end'):
        frames.pop()
    return {
        'ends': {name: about for name, (about, _) in told.items()},
        'frames': frames,
        'outcome': {name: error for name, (_, error) in told.items()},
    }


# What is written


def mac(payload, digest='md5', authkey=AUTHKEY):
    """The mac over a challenge frame's message."""
    return hmac.new(authkey, payload[len(CHALLENGE):], digest).digest()


def conversations(pythons):
    """Yields name, one sentence about it, and the two ends."""
    both, other = ('deliver', 'answer'), ('answer', 'deliver')
    for one, listener in pythons.items():
        for two, client in pythons.items():
            yield ('mutual-listener-%s-client-%s' % (one, two), 'Both ends prove that they hold the same authkey.',
                   Python(listener, both), Python(client, other))
            if one in ('3.8', '3.13') and two in ('3.8', '3.13'):
                yield ('wrong-key-listener-%s-client-%s' % (one, two), 'The client holds another authkey.',
                       Python(listener, both), Python(client, other, OTHER_AUTHKEY))
    newest = pythons['3.13']
    yield 'empty-key', 'An authkey of no bytes.', Python(newest, both, b''), Python(newest, other, b'')
    for digest in DIGESTS:
        for minor in ('3.8', '3.11', '3.12', '3.13'):
            yield ('deliver-%s-to-%s' % (digest, minor), 'A challenge that asks for %s, answered by %s.' % (digest, minor),
                   Python(newest, ['deliver:' + digest]), Python(pythons[minor], ['answer']))

    message = fixed_bytes('listener', 40)
    modern = CHALLENGE + b'{sha256}' + message
    legacy = CHALLENGE + message[:20]
    challenges = {
        'not-a-challenge': ('A first frame that is no challenge.', b'#HELLO#' + message),
        'empty': ('A first frame without bytes.', b''),
        'too-short': ('A challenge of 19 bytes.', CHALLENGE + message[:19]),
        'legacy-with-brace': ('20 bytes that begin like a digest are an old challenge.', CHALLENGE + b'{sha256}' + message[:12]),
        'brace-without-name': ('40 bytes that begin with a brace and name no digest.', CHALLENGE + b'{' + message[:39]),
        'no-digest': ('40 bytes that name no digest.', CHALLENGE + message),
        'unknown-digest': ('A digest that is not allowed.', CHALLENGE + b'{sha1}' + message),
        'longest': ('A challenge frame of 256 bytes, the longest that is read.',
                    CHALLENGE + b'{sha256}' + fixed_bytes('long', 256 - 19)),
        'too-long': ('A challenge frame of 257 bytes.', CHALLENGE + b'{sha256}' + fixed_bytes('long', 257 - 19)),
    }
    answers = {
        'wrong-mac': ('The right digest, and a wrong mac.', b'{sha256}' + bytes(32)),
        'wrong-md5': ('A bare answer of 16 wrong bytes.', bytes(16)),
        'short-mac': ('A mac of too few bytes.', b'{sha256}' + bytes(31)),
        'unknown-digest': ('A digest that is not allowed.', b'{sha1}' + bytes(20)),
        'no-digest': ('32 bytes that name no digest.', bytes(32)),
        'empty': ('An answer without bytes.', b''),
        'too-long': ('An answer of 257 bytes.', bytes(257)),
        'md5': ('A bare HMAC-MD5, as old clients answer.', lambda read: mac(read[0])),
        'named-md5': ('MD5 that is named.', lambda read: b'{md5}' + mac(read[0])),
        'sha384': ('Another digest than was asked for.', lambda read: b'{sha384}' + mac(read[0], 'sha384')),
    }
    for minor in ('3.8', '3.13'):
        answering = lambda: Python(pythons[minor], ['answer'])
        delivering = lambda: Python(pythons[minor], ['deliver'])
        for name, (about, payload) in challenges.items():
            yield 'answer-%s-%s' % (minor, name), about, Script(payload, None, WELCOME), answering()
        own = legacy if minor == '3.8' else modern
        yield 'answer-%s-refused' % minor, 'The answer is refused.', Script(own, None, FAILURE), answering()
        yield 'answer-%s-nonsense' % minor, 'The answer is answered by nonsense.', Script(own, None, b'#WELL#'), answering()
        yield 'answer-%s-end-at-once' % minor, 'The stream ends before a challenge.', Script(), answering()
        yield 'answer-%s-end-in-header' % minor, 'The stream ends within a header.', Script(raw(b'\0\0')), answering()
        yield ('answer-%s-end-in-challenge' % minor, 'The stream ends within a challenge.',
               Script(raw(struct.pack('!i', len(own)) + own[:20])), answering())
        yield 'answer-%s-end-after-answer' % minor, 'The stream ends after the answer.', Script(own, None), answering()
        yield 'answer-%s-text-key' % minor, 'The authkey is text.', Script(), Python(pythons[minor], ['answer'], 'basil')
        for name, (about, payload) in answers.items():
            yield 'deliver-%s-%s' % (minor, name), about, delivering(), Script(None, payload, None)
        yield 'deliver-%s-end' % minor, 'The stream ends after the challenge.', delivering(), Script(None)
        yield 'deliver-%s-text-key' % minor, 'The authkey is text.', Python(pythons[minor], ['deliver'], 'basil'), Script()
        wrong = bytes(16) if minor == '3.8' else b'{sha256}' + bytes(32)
        yield ('second-half-%s-client-refuses' % minor, 'The listener welcomes the client and then fails to prove itself.',
               Script(own, None, WELCOME, None, wrong, None), Python(pythons[minor], other))
        yield ('second-half-%s-listener-refused' % minor, 'The client proves itself and then refuses the listener.',
               Python(pythons[minor], both), Script(None, lambda read: mac(read[0]), None, legacy, None, FAILURE))


def main(check):
    import pythons

    folder = pythons.Folder('handshake', check)
    for name, about, listener, client in conversations(pythons.find_all()):
        content = {'about': about}
        content.update(converse(listener, client))
        folder.put(name, content)
    folder.finish()


if __name__ == '__main__':
    if sys.argv[1:2] == ['--end']:
        _, _, name, steps, kind, authkey, descriptor = sys.argv
        end_main(name, steps.split(','), authkey if kind == 'str' else bytes.fromhex(authkey), int(descriptor))
    else:
        main(sys.argv[1:] == ['--check'])
