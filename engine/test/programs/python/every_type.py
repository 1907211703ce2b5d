"""Uses every typeid of a SyncManager by every method, and prints what it sees: the same whoever serves.

Arguments: `all`, or `short` for few objects; address as JSON and authkey in hexadecimal, or nothing: then CPython's own server.
"""
import json
import multiprocessing
import queue
import re
import sys
import threading
import time
from array import array
from multiprocessing.managers import RemoteError, SyncManager

short = sys.argv[1] == 'short'
if len(sys.argv) > 2:
    address, authkey = json.loads(sys.argv[2]), bytes.fromhex(sys.argv[3])
    multiprocessing.current_process().authkey = authkey
    m = SyncManager(tuple(address) if isinstance(address, list) else address, authkey)
    m.connect()
else:
    m = SyncManager()
    m.start()


def words(value):
    text = re.sub(r' at 0x[0-9a-f]+', ' at 0x', str(value))
    text = re.sub(r'owner=(c?\d+)', lambda found: 'owner=' + ('0' if found[1] == '0' else '1'), text)
    return re.sub(r'exposed=\{[^}]*\}', 'exposed={}', text)


def show(label, function, *args, **kwds):
    try:
        result = function(*args, **kwds)
    except RemoteError as error:
        print(label, 'RemoteError', words(error.args[0].strip().splitlines()[-1]))
    except Exception as error:
        print(label, type(error).__module__, type(error).__name__, words(error))
    else:
        print(label, words(repr(result)))


def create(typeid):
    return getattr(m, typeid)


def in_thread(function):
    """Starts a call that may wait; the result comes by `.get()`. Usually the server has it when this returns."""
    results = queue.Queue()
    threading.Thread(target=lambda: results.put(function()), daemon=True).start()
    time.sleep(0.05)
    return results


def one_waits(barrier):
    while barrier.n_waiting < 1:
        time.sleep(0.01)


# Event
e = m.Event()
show('event', str, e)
show('is_set', e.is_set)
show('wait 0', e.wait, 0)
show('wait less', e.wait, -1)
show('wait .01', e.wait, 0.01)
show('wait text', e._callmethod, 'wait', ('a',))
waits = in_thread(lambda: e.wait(10))
show('set', e.set)
print('woken', waits.get())
show('is_set', e.is_set)
show('wait', e.wait)
show('event', str, e)
show('clear', e.clear)
show('is_set', e.is_set)

# Lock
k = m.Lock()
show('lock', str, k)
show('acquire', k.acquire)
show('lock', str, k)
show('acquire no', k.acquire, False)
show('acquire .01', k.acquire, True, 0.01)
show('acquire no 1', k.acquire, False, 1)
show('acquire less', k.acquire, True, -5)
show('acquire text', k.acquire, True, 'a')
waits = in_thread(lambda: k.acquire())
show('release elsewhere', k.release)
print('handed over', waits.get())
show('release', k.release)
show('release again', k.release)
with k:
    show('within', k.acquire, False)
show('value', k._getvalue)

# RLock
r = m.RLock()
show('rlock', str, r)
show('acquire', r.acquire)
show('acquire', r.acquire, False)
show('rlock', str, r)
print('elsewhere', in_thread(lambda: r.acquire(False)).get(), in_thread(lambda: r.acquire(True, 0.01)).get())


def release_elsewhere():
    try:
        r.release()
    except RuntimeError as error:
        return str(error)


print('elsewhere', in_thread(release_elsewhere).get())
show('release', r.release)
show('release', r.release)
show('release', r.release)
show('acquire no 1', r.acquire, False, 1)

# Semaphores
s = m.Semaphore(2)
show('semaphore', m.Semaphore)
show('acquire', s.acquire)
show('acquire', s.acquire)
show('acquire no', s.acquire, False)
show('acquire .01', s.acquire, True, 0.01)
show('acquire less', s.acquire, True, -1)
show('acquire no 1', s.acquire, False, 1)
show('acquire text', s.acquire, True, 'a')
waits = in_thread(lambda: s.acquire())
show('release', s.release)
print('handed over', waits.get())
show('release', s.release)
show('release', s.release)
show('release', s.release)
show('less', m.Semaphore, -1)
show('text', m.Semaphore, 'a')
b = m.BoundedSemaphore(1)
show('release', b.release)
show('acquire', b.acquire)
show('release', b.release)
show('default', m.BoundedSemaphore().acquire)

# Condition
c = m.Condition()
show('condition', str, c)
show('wait', c.wait)
show('notify', c.notify)
show('notify_all', c.notify_all)
show('release', c.release)
show('acquire', c.acquire)
show('acquire', c.acquire)
show('wait 0', c.wait, 0)
show('wait .01', c.wait, 0.01)
show('wait text', c._callmethod, 'wait', ('a',))
show('notify', c.notify)
show('notify 3', c.notify, 3)
show('notify text', c._callmethod, 'notify', ('a',))
show('condition', str, c)
show('release', c.release)
show('release', c.release)


def wait_for_news():
    with c:
        ready.release()
        return c.wait(10)


ready = m.Semaphore(0)
both = [in_thread(wait_for_news), in_thread(wait_for_news)]
ready.acquire()
ready.acquire()
with c:
    show('condition', str, c)
    show('notify', c.notify)
    show('notify_all', c.notify_all)
print('woken', both[0].get(), both[1].get())
with c:
    show('wait_for', c.wait_for, lambda: 7)
    show('wait_for', c.wait_for, lambda: 0, 0.02)
plain = m.Lock()
over = m.Condition(plain)
show('over', over.acquire)
show('its lock', plain.acquire, False)
show('over', over.wait, 0.01)
show('its lock', plain.release)
show('over', over.release)
show('condition of', m.Condition, 5)

# Barrier
p = m.Barrier(2)
show('barrier', str, p)
show('parties', lambda: (p.parties, p.n_waiting, p.broken))
waits = in_thread(p.wait)
one_waits(p)
show('parties', lambda: (p.parties, p.n_waiting, p.broken))
print('wait', sorted([p.wait(), waits.get()]), p.n_waiting)
show('wait .01', p.wait, 0.01)
show('broken', lambda: (p.n_waiting, p.broken))
show('barrier', str, p)
show('wait', p.wait)
show('reset', p.reset)
show('broken', lambda: p.broken)


def wait_at_barrier():
    try:
        return p.wait()
    except threading.BrokenBarrierError:
        return 'broken'


waits = in_thread(wait_at_barrier)
one_waits(p)
show('reset', p.reset)
print('reset', waits.get(), p.broken)
waits = in_thread(wait_at_barrier)
one_waits(p)
show('abort', p.abort)
print('abort', waits.get(), p.broken)
show('alone', m.Barrier(1).wait)
show('timeout', m.Barrier(2, timeout=0.01).wait)
show('attribute', p._callmethod, '__getattribute__', ('nothing',))
show('barrier', p._getvalue)

# Value
v = m.Value('i', 1)
show('value', lambda: (v.value, v.get()))
show('set', v.set, 'text')
v.value = [2]
show('value', str, v)
show('copy', lambda: v._getvalue().__dict__)
show('copy', v._getvalue)
show('lock', m.Value, 'd', 1.0, lock=False)

# Array
a = m.Array('i', range(5))
show('array', str, a)
show('len', len, a)
show('items', list, a)
show('item', lambda: (a[0], a[-1]))
show('item', a.__getitem__, 5)
show('item', a.__getitem__, -6)
show('item', a.__getitem__, 'x')
show('slice', lambda: (a[1:3], a[::-2], a[9:]))
show('set', a.__setitem__, 1, 10)
show('set', a.__setitem__, -1, True)
show('set', a.__setitem__, 5, 1)
show('set', a.__setitem__, 0, 'x')
show('set', a.__setitem__, 0, 1.5)
show('set', a.__setitem__, 0, 1 << 31)
show('set', a.__setitem__, 0, 1 << 70)
show('set slice', a.__setitem__, slice(0, 2), array('i', [7, 8, 9]))
show('set slice', a.__setitem__, slice(0, 2), [7])
show('set slice', a.__setitem__, slice(0, 2), array('d', [7]))
show('set slice', a.__setitem__, slice(None, None, 2), array('i', [1, 2, 3]))
show('set slice', a.__setitem__, slice(None, None, 2), array('i', [1]))
show('set slice', a.__setitem__, slice(None, None, 0), array('i', [1]))
show('array', a._getvalue)
for typecode in '' if short else 'bBhHiIlLqQ':
    size = array(typecode).itemsize
    show(typecode, m.Array(typecode, [1, True, 100])._getvalue)
    for value in (-1, 1 << (8 * size), -(1 << (8 * size)), 1 << 70, -(1 << 70), 1.5, 'x', None):
        show('%s %r' % (typecode, value), lambda: str(m.Array(typecode, [value])))
for typecode in '' if short else 'fd':
    show(typecode, m.Array(typecode, [1, 1.1, float('nan'), True, 1e300])._getvalue)
    show(typecode, m.Array, typecode, ['x'])
show('bytes', m.Array('h', b'\x01\x00\x02\x00')._getvalue)
show('bytes', m.Array, 'h', b'\x01')
show('of array', m.Array('d', array('i', [1, 2]))._getvalue)
show('of list', m.Array('i', m.list([1, 2]))._getvalue)
show('empty', str, m.Array('i', []))
for wrong in (5, 'ii', 'z'):
    show('typecode', m.Array, wrong, [1])
show('no sequence', m.Array, 'i', 5)
show('text', m.Array, 'i', 'abc')

# Namespace
n = m.Namespace(x=1, _y=2)
n.z = [3]
n._hidden = 4
show('namespace', str, n)
show('read', lambda: (n.x, n.z))
show('read', lambda: n.nothing)
del n.x
show('read', lambda: n.x)
show('delete', lambda: n.__delattr__('x'))
show('copy', lambda: sorted(n._getvalue().__dict__))

# Queue
for typeid in ('Queue', 'JoinableQueue'):
    q = create(typeid)(2)
    show('put', q.put, 1)
    show('put', q.put_nowait, (2,))
    show('put', q.put, 3, False)
    show('put', q.put_nowait, 3)
    show('put', q.put, 3, True, 0.01)
    show('put', q.put, 3, timeout=-1)
    show('state', lambda: (q.qsize(), q.full(), q.empty()))
    waits = in_thread(lambda: q.put('late'))
    show('get', q.get)
    print('put', waits.get(), q.qsize())
    show('get', q.get_nowait)
    show('get', q.get, True, 1)
    show('get', q.get, False)
    show('get', q.get_nowait)
    show('get', q.get, True, 0.01)
    show('get', q.get, block=True, timeout=-1)
    waits = in_thread(q.join)
    for _ in range(3):
        show('task_done', q.task_done)
    print('join', waits.get())
    show('task_done', q.task_done)
    show('join', q.join)
    show('queue', str, q)
    show('value', q._getvalue)
    show('nested', lambda: (q.put(m.list([1])), q.get().append(2)))

# Pool, as far as it runs no function of Python's
pool = m.Pool(1)
show('map', pool.map, abs, [])
show('starmap', pool.starmap, abs, [], 3)
show('map_async', lambda: pool.map_async(abs, []).get(1))
show('ready', lambda: (pool.map_async(abs, []).ready(), pool.starmap_async(abs, []).successful(), pool.map_async(abs, []).wait()))
show('imap', lambda: list(pool.imap(abs, [])))
show('imap_unordered', lambda: list(pool.imap_unordered(abs, [], 2)))
show('imap', pool.imap, abs, [], 0)
show('join', pool.join)
show('close', pool.close)
show('map', pool.map, abs, [])
show('join', pool.join)
show('terminate', pool.terminate)
for wrong in (0, -1, 'x'):
    show('Pool', m.Pool, wrong)
show('Pool', m.Pool, 1, maxtasksperchild=0)
show('Pool', m.Pool, 1, 5)

# list and dict
l = m.list([3, 1, 2])
show('list', lambda: (l[:], l + [1], l * 2, 2 * l, 1 in l, l.index(1), l.count(3), len(l)))
show('reversed', lambda: list(reversed(l)))
show('sort', lambda: (l.sort(), l[:], l.sort(reverse=True), l[:], l.reverse(), l[:]))
show('change', lambda: (l.append(4), l.extend([5]), l.insert(0, 0), l.pop(), l.remove(4), l[:]))
l += (7,)
l *= 2
show('list', str, l)
del l[0], l[1:3]
l[0] = 'x'
l[1:2] = 'yz'
show('list', str, l)
for wrong in (99, 'x', 1.5):
    show('item', l.__getitem__, wrong)
show('pop', m.list().pop)
show('remove', l.remove, 'no')
show('index', l.index, 'no')
show('sort', l.sort)
show('items', lambda: [each for each in l])
d = m.dict({'a': 1}, b=2)
show('dict', lambda: (d['a'], d.get('a'), d.get('z'), d.get('z', 9), 'a' in d, len(d), d.keys(), d.values(), d.items(), d.copy()))
show('iter', lambda: list(d))
show('change', lambda: (d.setdefault('c', 3), d.pop('c'), d.pop('z', 0), d.update({'q': 1}), d.update(r=2), d.popitem(), str(d)))
for wrong in ('z', (1,), [1]):
    show('item', d.__getitem__, wrong)
show('pop', d.pop, 'z')
show('popitem', m.dict().popitem)
show('pairs', lambda: m.dict([(1, 2), (True, 3)]).copy())
i = iter(d)
show('next', next, i)
d.clear()
show('next', next, i)

del e, k, r, s, b, c, ready, plain, over, p, v, a, n, q, pool, l, d, i, waits, both
import gc
gc.collect()
for _ in range(100):
    if m._number_of_objects() == 0:
        break
    time.sleep(0.02)
print('left', m._number_of_objects(), m._debug_info())
