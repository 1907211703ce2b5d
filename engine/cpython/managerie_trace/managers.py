"""What `multiprocessing.managers` does: registrations, shared objects, proxies, locks."""

import ast
import sys
import threading
import weakref
from _thread import get_ident

from .connections import plain_address
from .instrument import Module, around, first, is_statement, last, within
from .recorder import fields
from .source import at_frame

_CALL = 'res = function(*args, **kwds)'


def instrument(module, recorder):
    """Returns the names of the functions that are there and could not be instrumented."""
    reports = ManagerReports(module, recorder)
    target = Module(module, reports)
    edit = target.edit
    edit('BaseManager.__init__', first('managing(self, address, authkey)'))
    edit('BaseManager.register', first('registering(exposed)'), last('registered(cls, typeid, create_method)'))
    edit('Server.create', within(ast.With, 'creating(ident, typeid, obj)'))
    edit('Server.incref', within(ast.With, 'increfed(self, ident)'))
    edit('Server.decref', within(ast.With, 'decrefed(self, ident)'), within(ast.If, 'disposed(self, ident)'))
    edit('Server.serve_client', around(is_statement(_CALL), 'calling(conn, ident, methodname, obj, args, kwds)',
                                       'called(conn, ident, methodname, obj, res)'))
    edit('BaseProxy._callmethod', first('using(self)'))
    edit('BaseProxy.__reduce__', first('pickling(self)'))
    edit('BaseProxy._incref', last('held(self)'))
    edit('BaseProxy.__init__', last('made(self)'))
    edit('BaseProxy._decref', first('released(token)'))
    return target.missed


class ManagerReports:
    """Called from the functions of `multiprocessing.managers`. Nothing here raises."""

    def __init__(self, module, recorder):
        self._module = module
        self._recorder = recorder
        # Thread → what it is creating: known before the reference is counted, reported after.
        self._creating = {}
        self._typeids = {}
        self._waiting = set()
        # Thread → ident of the object at which it waits for something else than a lock.
        self._waits = {}
        # id() of proxies that count no reference → a weak reference, since no decref tells their end. They live in
        # their own server, or in a spawned child, whose parent's proxy counts for both.
        self._uncounted = {}
        # Those of them that came by a fork.
        self._inherited = set()
        # id() of proxies → a weak reference and what is in their `__dict__` without the program's doing.
        self._made = {}
        # Threads that are in a `register()` with an empty `exposed`.
        self._empty = set()
        recorder.at_exit.append(self._exiting)
        recorder.on_fork.append(self._forked)

    def _forked(self):
        for kept in (self._creating, self._waiting, self._waits, self._uncounted, self._inherited, self._empty):
            kept.clear()
        # What this process has by the fork, it counts soon, unless the server is gone.
        for reference, _ in list(self._made.values()):
            proxy = reference()
            if proxy is not None:
                self._inherited.add(id(proxy))
                # A child has no name yet: its first event must wait.
                self._recorder.emit_later('proxy/inherited', _proxy_fields(proxy._token))
                self._watch(proxy)

    # Managers and the registry

    def managing(self, manager, address, authkey):
        """`manager` is about to be made with those arguments."""
        try:
            if authkey is None:
                given = 'own'
            elif not isinstance(authkey, (bytes, bytearray, memoryview)):
                given = 'not bytes'
            else:
                given = 'given' if len(authkey) else 'empty'
            members = fields(manager=type(manager).__name__, address=_address(address), authkey=given)
            self._recorder.emit('manager/created', members + at_frame(sys._getframe(2)))
        except Exception:
            pass

    def registering(self, exposed):
        try:
            self._empty.discard(get_ident())
            if exposed is not None and not exposed:
                self._empty.add(get_ident())
        except Exception:
            pass

    def registered(self, manager, typeid, create_method):
        """Reports what the registry now holds: `exposed` may come from the proxy type, an empty one is None."""
        try:
            make, exposed, method_to_typeid, proxytype = manager._registry[typeid]
            members = fields(
                manager=manager.__name__,
                typeid=str(typeid),
                callable=_name(make),
                proxytype=_name(proxytype),
                exposed=None if exposed is None else [str(name) for name in exposed],
                methodToTypeid=dict(method_to_typeid) if method_to_typeid else None,
                createMethod=bool(create_method),
            )
            if get_ident() in self._empty:
                members += fields(exposedEmpty=True)
            self._recorder.emit('registry/registered', members + at_frame(sys._getframe(2)))
        except Exception:
            pass

    # Objects, reported while the server's mutex is held, so that counts come in order

    def creating(self, ident, typeid, obj):
        try:
            self._creating[get_ident()] = (ident, typeid, type(obj).__name__)
            self._typeids[ident] = typeid
        except Exception:
            pass

    def increfed(self, server, ident):
        try:
            made = self._creating.pop(get_ident(), None)
            # A callable may return an object that is there already: one more reference.
            if made is not None and made[0] == ident and server.id_to_refcount.get(ident) == 1:
                self._object('object/created', server, ident, fields(type=made[2]))
            else:
                self._object('object/increfed', server, ident)
        except Exception:
            pass

    def decrefed(self, server, ident):
        try:
            self._object('object/decrefed', server, ident)
        except Exception:
            pass

    def disposed(self, server, ident):
        try:
            self._object('object/disposed', server, ident)
            # A proxy of it that is kept in its own server may bring it back.
            if ident not in server.id_to_local_proxy_obj:
                self._typeids.pop(ident, None)
        except Exception:
            pass

    def _object(self, event, server, ident, more=''):
        refcount = server.id_to_refcount.get(ident, 0)
        self._recorder.emit(event, fields(ident=ident, typeid=self._typeids.get(ident, ''), refcount=refcount) + more)

    # Proxies

    def held(self, proxy):
        """`proxy` has counted its reference."""
        try:
            key = id(proxy)
            if self._uncounted.pop(key, None) is not None and key not in self._inherited:
                return
            self._inherited.discard(key)
            module = self._module
            rebuilding = (module.RebuildProxy.__code__, module.BaseProxy._after_fork.__code__)
            frame = sys._getframe(2)
            for _ in range(12):
                if frame is None or frame.f_code in rebuilding:
                    break
                frame = frame.f_back
            else:
                frame = None
            self._proxy('proxy/created' if frame is None else 'proxy/rebuilt', proxy._token)
        except Exception:
            pass

    def made(self, proxy):
        """`proxy` is complete. Reports it if it has counted no reference."""
        try:
            self._note(proxy)
            if hasattr(proxy, '_close'):
                return
            self._proxy('proxy/rebuilt', proxy._token, _UNCOUNTED)
            self._watch(proxy)
        except Exception:
            pass

    def _watch(self, proxy):
        """Reports the end of a proxy that counts no reference."""
        token = proxy._token
        key = id(proxy)

        def gone(reference):
            try:
                if self._uncounted.get(key) is reference:
                    del self._uncounted[key]
                    self._inherited.discard(key)
                    self._proxy('proxy/released', token, _UNCOUNTED)
            except Exception:
                pass

        self._uncounted[key] = weakref.ref(proxy, gone)

    def _note(self, proxy):
        # Proxies with a beginning of their own keep in them what they like.
        if type(proxy).__init__ is not self._module.BaseProxy.__init__:
            return
        key = id(proxy)
        known = set(_LATER)
        known.update(vars(proxy))

        def gone(reference):
            entry = self._made.get(key)
            if entry is not None and entry[0] is reference:
                del self._made[key]

        self._made[key] = (weakref.ref(proxy, gone), known)

    def using(self, proxy):
        """A method is called through `proxy`: has the program put names on it meanwhile?"""
        try:
            entry = self._made.get(id(proxy))
            if entry is not None and entry[0]() is proxy and not entry[1].issuperset(vars(proxy)):
                self._assigned(proxy, entry[1], at_frame(sys._getframe(2)))
        except Exception:
            pass

    def _exiting(self):
        for reference, known in list(self._made.values()):
            proxy = reference()
            if proxy is not None and not known.issuperset(vars(proxy)):
                self._assigned(proxy, known, '')

    def _assigned(self, proxy, known, place):
        token = proxy._token
        for name in [name for name in vars(proxy) if name not in known]:
            known.add(name)
            members = fields(ident=token.id, typeid=token.typeid, address=plain_address(token.address), attribute=str(name))
            self._recorder.emit('proxy/assigned', members + place)

    def pickling(self, proxy):
        try:
            self._proxy('proxy/pickled', proxy._token)
        except Exception:
            pass

    def released(self, token):
        try:
            self._proxy('proxy/released', token)
        except Exception:
            pass

    def _proxy(self, event, token, more=''):
        self._recorder.emit(event, _proxy_fields(token) + more)

    # Waits: in what `threading` and `queue` have, where the server calls their methods for a client

    def calling(self, connection, ident, method, obj, args, kwds):
        try:
            reason = _WAITS[method](obj, args, kwds) if method in _WAITS else None
            if reason is not None:
                # Ended by `called`, or by the answer where the method raises.
                self._waits[get_ident()] = ident
                self._lock('wait/began', ident, connection, fields(reason=reason))
            else:
                self._waits.pop(get_ident(), None)
            if method == 'acquire':
                if (args[0] if args else kwds.get('blocking', True)) and _is_lock(obj) and _is_busy(obj):
                    self._lock('lock/waiting', ident, connection)
            elif method == 'wait' and isinstance(obj, threading.Condition) and obj._is_owned():
                # Waiting for a condition gives its lock back meanwhile.
                self._waiting.add(get_ident())
                self._lock('lock/released', ident, connection)
        except Exception:
            pass

    def called(self, connection, ident, method, obj, result):
        try:
            if self._waits.pop(get_ident(), None) == ident:
                self._lock('wait/ended', ident, connection)
            if method == 'acquire':
                if result is True and _is_lock(obj):
                    self._lock('lock/acquired', ident, connection)
            elif method == 'release':
                if _is_lock(obj):
                    self._lock('lock/released', ident, connection)
            elif method == 'wait' and get_ident() in self._waiting:
                self._waiting.discard(get_ident())
                self._lock('lock/acquired', ident, connection)
        except Exception:
            pass

    def _lock(self, event, ident, connection, more=''):
        name = self._recorder.connections.identify(connection)
        if name is not None:
            self._recorder.emit(event, fields(ident=ident, connection=name) + more)


def _proxy_fields(token):
    return fields(ident=token.id, typeid=token.typeid, address=plain_address(token.address))


def _address(address):
    try:
        return plain_address(address)
    except Exception:
        return None


def _name(thing):
    if thing is None:
        return None
    return str(getattr(thing, '__name__', None) or type(thing).__name__)


# What `multiprocessing` itself puts on a proxy after it has been made.
_LATER = ('_isauto', '_close')
_LOCKS = (type(threading.Lock()), type(threading.RLock()), threading.Semaphore, threading.Condition)


def _is_lock(obj):
    return isinstance(obj, _LOCKS)


def _given(args, kwds, place, name, default=None):
    return args[place] if len(args) > place else kwds.get(name, default)


def _wait_reason(obj, args, kwds):
    if _given(args, kwds, 0, 'timeout') == 0:
        return None
    if isinstance(obj, threading.Event):
        return None if obj.is_set() else 'event'
    if isinstance(obj, threading.Condition):
        return 'notification' if obj._is_owned() else None
    if isinstance(obj, threading.Barrier):
        return 'barrier' if obj._state >= 0 and (obj._state or obj._count + 1 < obj._parties) else None
    return None


def _get_reason(obj, args, kwds):
    return 'item' if _is_queue(obj) and _given(args, kwds, 0, 'block', True) and not obj._qsize() else None


def _put_reason(obj, args, kwds):
    full = _is_queue(obj) and 0 < obj.maxsize <= obj._qsize()
    return 'room' if full and _given(args, kwds, 1, 'block', True) else None


def _join_reason(obj, args, kwds):
    return 'tasks' if _is_queue(obj) and obj.unfinished_tasks else None


def _is_queue(obj):
    queue = sys.modules.get('queue')
    return queue is not None and isinstance(obj, queue.Queue)


# Method → what a call of it is about to wait for. Like `_is_busy` they only look, and may be outrun.
_WAITS = {'wait': _wait_reason, 'get': _get_reason, 'put': _put_reason, 'join': _join_reason}
# `proxy/…` events of proxies that their server does not count.
_UNCOUNTED = fields(counted=False)


def _is_busy(lock):
    """Whether `lock` would not be had at once by this thread. Looks only, and so may be outrun."""
    if isinstance(lock, threading.Condition):
        lock = lock._lock
    if isinstance(lock, threading.Semaphore):
        return lock._value == 0
    if hasattr(lock, '_is_owned'):
        return not lock._is_owned() and repr(lock).startswith('<locked')
    return lock.locked()
