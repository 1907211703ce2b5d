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
    edit('BaseManager.register', last('registered(cls, typeid, create_method)'))
    edit('Server.create', within(ast.With, 'creating(ident, typeid, obj)'))
    edit('Server.incref', within(ast.With, 'increfed(self, ident)'))
    edit('Server.decref', within(ast.With, 'decrefed(self, ident)'), within(ast.If, 'disposed(self, ident)'))
    edit('Server.serve_client', around(is_statement(_CALL), 'calling(conn, ident, methodname, obj, args, kwds)',
                                       'called(conn, ident, methodname, obj, res)'))
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
        # id() of proxies that count no reference → a weak reference, since no decref tells their end. They live in
        # their own server, or in a spawned child, whose parent's proxy counts for both.
        self._uncounted = {}
        recorder.on_fork.append(self._forked)

    def _forked(self):
        for kept in (self._creating, self._waiting, self._uncounted):
            kept.clear()

    # The registry

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
            if self._uncounted.pop(id(proxy), None) is not None:
                return
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
            if hasattr(proxy, '_close'):
                return
            token = proxy._token
            key = id(proxy)
            self._proxy('proxy/rebuilt', token)

            def gone(reference):
                if self._uncounted.get(key) is reference:
                    del self._uncounted[key]
                    self.released(token)

            self._uncounted[key] = weakref.ref(proxy, gone)
        except Exception:
            pass

    def released(self, token):
        try:
            self._proxy('proxy/released', token)
        except Exception:
            pass

    def _proxy(self, event, token):
        self._recorder.emit(event, fields(ident=token.id, typeid=token.typeid, address=plain_address(token.address)))

    # Locks: those of `threading`, where the server calls their methods for a client

    def calling(self, connection, ident, method, obj, args, kwds):
        try:
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

    def _lock(self, event, ident, connection):
        name = self._recorder.connections.identify(connection)
        if name is not None:
            self._recorder.emit(event, fields(ident=ident, connection=name))


def _name(thing):
    if thing is None:
        return None
    return str(getattr(thing, '__name__', None) or type(thing).__name__)


_LOCKS = (type(threading.Lock()), type(threading.RLock()), threading.Semaphore, threading.Condition)


def _is_lock(obj):
    return isinstance(obj, _LOCKS)


def _is_busy(lock):
    """Whether `lock` would not be had at once by this thread. Looks only, and so may be outrun."""
    if isinstance(lock, threading.Condition):
        lock = lock._lock
    if isinstance(lock, threading.Semaphore):
        return lock._value == 0
    if hasattr(lock, '_is_owned'):
        return not lock._is_owned() and repr(lock).startswith('<locked')
    return lock.locked()
