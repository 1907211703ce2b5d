"""What `multiprocessing.connection` does: listeners, connections, their frames and handshakes."""

import os
import sys
from binascii import b2a_base64
from time import monotonic_ns

from .instrument import Module, failed, first, last, replaced, returned
from .recorder import fields, quote
from .source import MULTIPROCESSING, at_frame

PAYLOAD_LIMIT = 65536

_CHALLENGE = b'#CHALLENGE#'
_REJECTED = 'digest sent was rejected'
# Their connections are not the program's: descriptors on their way to a child.
_SERVICES = (os.path.join(MULTIPROCESSING, 'resource_sharer.py'),)
_THIS_LIBRARY = (MULTIPROCESSING, os.path.join(os.path.dirname(os.path.dirname(MULTIPROCESSING)), 'concurrent', ''))


def instrument(module, recorder):
    """Returns the names of the functions that are there and could not be instrumented."""
    reports = recorder.connections = ConnectionReports(module, recorder)
    target = Module(module, reports)
    edit = target.edit
    gated = [replaced('buf', 'passing(self, buf)')] if reports.gate is not None else []
    for name in ('Connection', 'PipeConnection'):
        edit(name + '._send_bytes', first('sending(self)'), last('sent(self, buf)'), failed('broke(self)'), *gated)
        edit(name + '._recv_bytes', returned('received(self)'), failed('broke(self)'))
        edit(name + '._close', first('closing(self)'))
    for name in ('SocketListener', 'PipeListener'):
        edit(name + '.__init__', last('bound(self)'))
        edit(name + '.accept', returned('accepted(self)'))
    edit('SocketListener.close', last('unbound(self)'))
    edit('PipeListener._finalize_pipe_listener', last('unbound_pipe(address)'))
    for name in ('SocketClient', 'PipeClient'):
        edit(name, returned('connected(address)'), failed('not_connected(address)'))
    for name, begun, ended in (('deliver_challenge', 'delivering(connection, authkey)', 'accepted_answer(connection)'),
                               ('answer_challenge', 'answering(connection, authkey)', 'answered(connection)')):
        edit(name, first(begun), last(ended), failed('refused(connection)'))
    return target.missed


class _State:
    """What is known of one `Connection`."""

    __slots__ = ('id', 'end', 'address', 'prefix', 'sent', 'received', 'clock', 'step', 'digest', 'key', 'over',
                 'inherits')

    def __init__(self, end, address):
        #: None until it has been reported by this process (a forked child starts anew).
        self.id = None
        self.end = end
        self.address = address
        self.prefix = ''
        self.sent = 0
        self.received = 0
        self.clock = 0
        #: Where the handshake is: '', 'deliver', 'delivered', 'answer', 'answered'.
        self.step = ''
        self.digest = ''
        #: 'own' where the key of the handshake is this process's own, else 'given'.
        self.key = ''
        self.over = False
        #: Its name in the process that this one was forked from.
        self.inherits = None


class ConnectionReports:
    """Called from the functions of `multiprocessing.connection`. Nothing here raises."""

    def __init__(self, module, recorder):
        self._recorder = recorder
        self._file = module.deliver_challenge.__code__.co_filename
        # By id() of the connection; None for one that is not the program's. `_close` takes it out.
        self._states = {}
        # Likewise, by id() of the listener, or by its address for a Windows pipe.
        self._listeners = {}
        #: Where frames may be held, if anywhere.
        self.gate = _gate(recorder)
        recorder.on_fork.append(self._forked)

    def _forked(self):
        self._listeners.clear()
        for state in self._states.values():
            if state is not None:
                state.inherits = state.id or state.inherits
                state.id = None

    # Listeners

    def bound(self, listener):
        try:
            caller = sys._getframe(2)
            if self._is_service(caller):
                return
            name = self._recorder.new_id()
            key = listener._address if hasattr(listener, '_handle_queue') else id(listener)
            self._listeners[key] = name
            address = fields(listener=name, address=plain_address(listener._address))
            self._recorder.emit('listener/bound', address + at_frame(caller))
        except Exception:
            pass

    def unbound(self, listener):
        self.unbound_pipe(id(listener))

    def unbound_pipe(self, key):
        try:
            name = self._listeners.pop(key, None)
            if name is not None:
                self._recorder.emit('listener/closed', fields(listener=name))
        except Exception:
            pass

    # Connections

    def accepted(self, listener, connection):
        try:
            self._open(connection, 'listener', listener._address, sys._getframe(2))
        except Exception:
            pass
        return connection

    def connected(self, address, connection):
        try:
            self._open(connection, 'client', address, sys._getframe(2))
        except Exception:
            pass
        return connection

    def not_connected(self, address):
        try:
            error = sys.exc_info()[1]
            caller = sys._getframe(2)
            if not isinstance(error, OSError) or self._is_service(caller):
                return
            told = fields(address=plain_address(address), type=type(error).__name__, message=str(error))
            self._recorder.emit('connection/refused', told + at_frame(caller))
        except Exception:
            pass

    def closing(self, connection):
        try:
            state = self._states.pop(id(connection), None)
            if state is not None:
                self._close(state, 'here')
        except Exception:
            pass

    def broke(self, connection):
        """An exception leaves a read or a write: is the other end gone?"""
        try:
            state = self._states.get(id(connection))
            error = sys.exc_info()[1]
            if state is None or not isinstance(error, (EOFError, OSError)):
                return
            if isinstance(error, (EOFError, ConnectionError)) or error.args == ('got end of file during message',):
                self._close(state, 'there')
        except Exception:
            pass

    def _open(self, connection, end, address, caller):
        if self._is_service(caller):
            self._states[id(connection)] = None
            return
        state = self._states[id(connection)] = _State(end, address)
        self._report(state, connection)

    def _report(self, state, connection):
        state.id = self._recorder.new_id()
        state.prefix = ',"connection":%s' % quote(state.id)
        told = fields(end=state.end, address=plain_address(state.address))
        if state.inherits is not None:
            told += fields(inherits=state.inherits)
        self._recorder.emit('connection/opened', state.prefix + told + _ends(connection, state))

    def _close(self, state, by):
        if state.id is not None and not state.over:
            state.over = True
            self._recorder.emit('connection/closed', '%s,"by":"%s"' % (state.prefix, by))

    def _state(self, connection):
        """The state of a connection that is in use: it may be a pipe's end, or come from another process."""
        try:
            state = self._states[id(connection)]
        except KeyError:
            state = self._states[id(connection)] = self._adopted()
        if state is not None and state.id is None:
            self._report(state, connection)
        return state

    def _adopted(self):
        # Queues, pools and starting managers use pipes too. The program's are those that the program itself uses.
        frame = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename in (self._file, __file__):
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename.startswith(_THIS_LIBRARY):
            return None
        return _State('pipe', None)

    def _is_service(self, frame):
        while frame is not None and frame.f_code.co_filename == self._file:
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename in _SERVICES

    def identify(self, connection):
        """The trace's name of `connection`, or None."""
        state = self._known(connection)
        return state.id if state is not None else None

    # Frames

    def passing(self, connection, payload):
        """The bytes to send, or None for a frame that is not to be sent. Waits as long as it is held."""
        try:
            mode = self.gate.look()
            if mode == b'0':
                return payload
            state = self._state(connection)
            if state is None or not self.gate.asks_for(mode, state.end, payload):
                return payload
            caller = sys._getframe(2)
        except Exception:
            return payload
        verdict = self.gate.decide(state.prefix, state.end, state.sent, payload, lambda: (
            ',"size":%d,"payload":"%s"%s' % (len(payload), _base64(payload), at_frame(caller))))
        if verdict == 'drop':
            return None
        try:
            if verdict == 'cut':
                self.gate.cut(connection.fileno())
            elif verdict == 'corrupt' and len(payload):
                payload = bytes(payload[:-1]) + bytes([payload[-1] ^ 255])
        except Exception:
            pass
        return payload

    def sending(self, connection):
        try:
            state = self._state(connection)
            if state is not None:
                # Before the write, so that no frame is received before it was sent.
                state.clock = monotonic_ns()
        except Exception:
            pass

    def sent(self, connection, payload):
        try:
            state = self._states.get(id(connection))
            if state is None:
                return
            index = state.sent
            state.sent = index + 1
            self._recorder.emit('frame/sent', '%s,"index":%d,"size":%d,"payload":"%s"%s' % (
                state.prefix, index, len(payload), _base64(payload), at_frame(sys._getframe(2))), state.clock)
            if state.step:
                self._step_sent(state, payload)
        except Exception:
            pass

    def received(self, connection, buffer):
        """`buffer` is a BytesIO with the payload, or None for a frame that was too long and is not read."""
        try:
            state = self._state(connection) if buffer is not None else None
            if state is not None:
                with buffer.getbuffer() as payload:
                    index = state.received
                    state.received = index + 1
                    self._recorder.emit('frame/received', '%s,"index":%d,"size":%d,"payload":"%s"' % (
                        state.prefix, index, len(payload), _base64(payload)))
                    if state.step == 'delivered':
                        state.digest = _digest(bytes(payload))
        except Exception:
            pass
        return buffer

    # Handshakes

    def delivering(self, connection, authkey):
        self._step(connection, 'deliver', authkey)

    def answering(self, connection, authkey):
        self._step(connection, 'answer', authkey)

    def accepted_answer(self, connection):
        try:
            state = self._known(connection)
            if state is not None:
                state.step = ''
                self._recorder.emit('challenge/accepted', state.prefix + fields(digest=state.digest))
        except Exception:
            pass

    def answered(self, connection):
        self._step(connection, '')

    def refused(self, connection):
        try:
            error = sys.exc_info()[1]
            state = self._known(connection)
            if state is None:
                return
            state.step = ''
            # Up to 3.11 a message that is no challenge fails an assertion.
            if type(error).__name__ == 'AuthenticationError' or isinstance(error, AssertionError):
                by = 'there' if str(error) == _REJECTED else 'here'
                self._recorder.emit('challenge/refused', state.prefix + fields(by=by, reason=str(error)))
        except Exception:
            pass

    def _step(self, connection, step, authkey=None):
        try:
            state = self._known(connection)
            if state is not None:
                state.step = step
                if authkey is not None:
                    own = sys.modules['multiprocessing.process'].current_process().authkey
                    state.key = 'own' if authkey == own else 'given'
        except Exception:
            pass

    def _known(self, connection):
        # With the XML-RPC serializer there is a wrapper around the connection.
        return self._states.get(id(getattr(connection, '_conn', connection)))

    def _step_sent(self, state, payload):
        if state.step == 'deliver':
            state.step = 'delivered'
            self._recorder.emit('challenge/delivered', state.prefix + fields(digest=_digest(bytes(payload)), key=state.key))
        elif state.step == 'answer':
            state.step = 'answered'
            self._recorder.emit('challenge/answered', state.prefix + fields(digest=_digest(bytes(payload)), key=state.key))


def _gate(recorder):
    folder = os.environ.get('MULTIPROCESSING_GATE')
    if not folder:
        return None
    try:
        from .gate import Gate

        return Gate(folder, recorder)
    except Exception:  # the host is gone: the program runs on its own
        return None


def plain_address(address):
    """An address in the trace's form: `[host, port]`, a path, or None."""
    if isinstance(address, tuple):
        return [str(address[0]), int(address[1])]
    if isinstance(address, (bytes, str)) and address:
        return os.fsdecode(address)
    return None


def _base64(payload):
    if len(payload) > PAYLOAD_LIMIT:
        payload = payload[:PAYLOAD_LIMIT]
    return b2a_base64(payload, newline=False).decode('ascii')


def _digest(payload):
    """Name of the digest of a challenge or an answer. Told from the old form by length, as CPython does."""
    if payload.startswith(_CHALLENGE):
        payload = payload[len(_CHALLENGE):]
    end = payload.find(b'}', 1, 20)
    if len(payload) not in (16, 20) and payload[:1] == b'{' and end > 0:
        return payload[1:end].decode('ascii', 'replace')
    return 'md5'


def _ends(connection, state):
    """Members `local` and `remote` where the connection is TCP."""
    if state.end != 'pipe' and not isinstance(state.address, tuple):
        return ''
    try:
        from _socket import AF_INET, AF_INET6, SOCK_STREAM, socket
    except ImportError:
        return ''
    families = {AF_INET, AF_INET6}
    try:
        end = socket(AF_INET, SOCK_STREAM, 0, connection.fileno())
    except OSError:
        return ''
    try:
        local, remote = end.getsockname(), end.getpeername()
        if not isinstance(local, tuple) or not isinstance(remote, tuple) or end.family not in families:
            return ''
        return fields(local='%s:%d' % local[:2], remote='%s:%d' % remote[:2])
    except OSError:
        return ''
    finally:
        end.detach()
