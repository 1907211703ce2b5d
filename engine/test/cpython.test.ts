/** CPython's clients against our server, and our client against CPython's servers: neither can tell. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  BaseManager, type Address, DictProxy, ListProxy, NamespaceProxy, QueueProxy, RemoteError, SyncManager,
} from '../managers/index.ts'
import { AuthenticationError } from '../errors.ts'
import { IndexError, KeyError, QueueEmpty } from '../values/exceptions.ts'
import { bytes, float, tuple } from '../values/index.ts'
import type { Server } from '../managers/server.ts'
import { WANTED, findPythons, type Python } from './support/pythons.ts'

const authkey = bytes('rain in may')
const folder = mkdtempSync(path.join(tmpdir(), 'mp-'))
const children = new Set<ChildProcess>()
const servers = new Set<Server>()
let sockets = 0

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  for (const server of servers) server.stop()
  servers.clear()
  return () => rmSync(folder, { recursive: true, force: true })
})

/** Runs a Python program to its end and gives what it printed. */
async function python({ program }: Python, source: string): Promise<string> {
  const child = spawn(program, ['-c', source], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (text += chunk))
  await once(child, 'close')
  return text
}

/** Starts a Python server that prints where it listens. */
async function pythonServer({ program }: Python, source: string): Promise<Address> {
  const child = spawn(program, ['-u', '-c', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  return JSON.parse(chunk.toString()) as Address
}

class Tank {
  #litres = 40
  level() {
    return this.#litres
  }
  fill(litres: number, twice = false) {
    this.#litres += twice ? 2 * litres : litres
    return this.#litres
  }
  drain() {
    throw new KeyError('no drain')
  }
  pipe() {
    return new Pipework()
  }
  burst() {
    return () => 'a function has no pickle'
  }
}
class Pipework {
  joints() {
    return tuple('elbow', 'tee')
  }
}

class Waterworks extends SyncManager {}
Waterworks.register('Tank', { callable: Tank, exposed: ['level', 'fill', 'drain', 'burst'], methodToTypeid: { pipe: 'Pipework' } })
Waterworks.register('Pipework', { createMethod: false })

async function serve(address: Address): Promise<Server> {
  const server = new Waterworks({ address, authkey }).getServer()
  servers.add(server)
  void server.serveForever()
  await server.ready
  return server
}

const families = {
  AF_UNIX: (): Address => path.join(folder, `s${sockets++}`),
  AF_INET: (): Address => ['127.0.0.1', 0],
}
const literal = (address: Address): string => (typeof address === 'string' ? JSON.stringify(address) : `(${JSON.stringify(address[0])}, ${address[1]})`)

const pythons = findPythons()

describe.each(WANTED)('CPython %s', (minor) => {
  const found = pythons.get(minor)

  for (const [family, choose] of Object.entries(families)) {
    test(`its client is served over ${family}`, async ({ skip }) => {
      if (!found) return skip(`CPython ${minor} is not installed here`)
      const server = await serve(choose())
      const text = await python(
        found,
        `
from multiprocessing.managers import SyncManager, RemoteError
import queue, multiprocessing
multiprocessing.current_process().authkey = b'rain in may'
class M(SyncManager): pass
M.register('Tank'); M.register('Pipework')
m = M(${literal(server.address)}, b'rain in may'); m.connect()
t = m.Tank()
print(t.level(), t.fill(5), t.fill(litres=1, twice=True), sorted(t._exposed_))
try: t._callmethod('nope')
except RemoteError as e: print(str(e).splitlines()[-2])
try: t.drain()
except KeyError as e: print('KeyError', e)
try: t.burst()
except RemoteError as e: print('Unserializable' in str(e), 'burst' in str(e) or 'function' in str(e))
p = t._callmethod('pipe'); print(p.joints())
l = m.list([1, 2.0, 'three', None, True, (4,), {5: b'six'}]); l.append(l[0])
print(l, len(l), l[-1], l[1:6:2], 2 in l)
d = m.dict(a=1, self=2); d['b'] = m.list([1]); d['b'].append(7); print(d['b'][1], d.get('zz'), sorted(d.keys()))
try: d['nope']
except KeyError as e: print('KeyError', e)
n = m.Namespace(x=1, y='z'); n.w = [3]; n._p = 4; print(n, n.w)
try: n.q
except AttributeError as e: print('AttributeError', e)
q = m.Queue(); q.put('hello'); print(q.get(), q.empty())
try: q.get(timeout=0.01)
except queue.Empty: print('Empty')
k = m.Lock(); print(k.acquire(), k.acquire(False)); k.release()
try: k.release()
except RuntimeError as e: print('RuntimeError', e)
print(len(repr(t)) > 0, m._number_of_objects(), m._debug_info().count('refcount'))
`,
      )
      expect(text.split('\n')).toEqual([
        "40 45 47 ['burst', 'drain', 'fill', 'level', 'pipe']",
        "AttributeError: method 'nope' of <class 'Tank'> object is not in exposed={'level', 'fill', 'drain', 'burst', 'pipe'}",
        "KeyError 'no drain'",
        'True True',
        "('elbow', 'tee')",
        "[1, 2.0, 'three', None, True, (4,), {5: b'six'}, 1] 8 1 [2.0, None, (4,)] True",
        "7 None ['a', 'b', 'self']",
        "KeyError 'nope'",
        "Namespace(w=[3], x=1, y='z') [3]",
        "AttributeError 'Namespace' object has no attribute 'q'",
        'hello True',
        'Empty',
        'True False',
        'RuntimeError release unlocked lock',
        'True 7 7',
        '',
      ])
      await expect.poll(() => server.objects.size).toBe(0)
    })

    test(`its server serves our client over ${family}`, async ({ skip }) => {
      if (!found) return skip(`CPython ${minor} is not installed here`)
      const address = await pythonServer(
        found,
        `
from multiprocessing.managers import SyncManager
import json
class Tank:
    def __init__(self): self.litres = 40
    def level(self): return self.litres
    def fill(self, litres, twice=False):
        self.litres += 2 * litres if twice else litres
        return self.litres
    def drain(self): raise KeyError('no drain')
    def pipe(self): return Pipework()
    def burst(self): return lambda: 0
class Pipework:
    def joints(self): return ('elbow', 'tee')
class M(SyncManager): pass
M.register('Tank', Tank, exposed=['level', 'fill', 'drain', 'burst'], method_to_typeid={'pipe': 'Pipework'})
M.register('Pipework', create_method=False)
if __name__ == '__main__':
    s = M(${literal(choose())}, b'rain in may').get_server()
    print(json.dumps(s.address)); s.serve_forever()
`,
      )
      const works = new Waterworks({ address, authkey })
      await works.connect()
      {
        await using tank = await works.create('Tank')
        const call = (name: string, ...args: unknown[]) => tank.callMethod(name, args)
        expect(await call('level')).toBe(40)
        expect(await tank.callMethod('fill', [5], { twice: true })).toBe(50)
        await expect(call('nope')).rejects.toThrow(RemoteError)
        await expect(call('nope')).rejects.toThrow(/AttributeError: method 'nope' of <class '__main__.Tank'> object is not in exposed=/)
        await expect(call('drain')).rejects.toThrow(new KeyError('no drain'))
        await expect(call('burst')).rejects.toThrow(/Unserializable message: /)
        await using pipe = await call('pipe')
        expect(await pipe.joints()).toEqual(tuple('elbow', 'tee'))

        await using list = await works.list<unknown>([1, float(2), 'three', null])
        expect(list).toBeInstanceOf(ListProxy)
        await list.append(tuple(true))
        expect(await list.str()).toBe("[1, 2.0, 'three', None, (True,)]")
        expect(await list.slice(0, 2)).toEqual([1, float(2)])
        const seen: unknown[] = []
        for await (const item of list) seen.push(item)
        expect(seen).toHaveLength(5)
        await expect(list.get(99)).rejects.toThrow(new IndexError('list index out of range'))

        await using dict = await works.dict<string, unknown>({ a: 1 })
        expect(dict).toBeInstanceOf(DictProxy)
        await dict.set('list', list)
        await using nested = (await dict.get('list')) as ListProxy
        expect(nested).toBeInstanceOf(ListProxy)
        await nested.append('seen by both')
        expect(await list.get(-1)).toBe('seen by both')
        await expect(dict.item('nope')).rejects.toThrow(new KeyError('nope'))
        const keys: unknown[] = []
        for await (const key of dict) keys.push(key)
        expect(keys).toEqual(['a', 'list'])

        await using space = await works.Namespace({ x: 1 })
        expect(space).toBeInstanceOf(NamespaceProxy)
        await space.set('y', [2])
        expect(await space.y).toEqual([2])
        expect(await space.str()).toBe('Namespace(x=1, y=[2])')

        await using queue = await works.Queue<string>()
        expect(queue).toBeInstanceOf(QueueProxy)
        const waiting = queue.get()
        await queue.put('hello')
        expect(await waiting).toBe('hello')
        await expect(queue.get(true, 0.01)).rejects.toThrow(QueueEmpty)

        await using lock = await works.Lock()
        {
          await using _held = await lock.hold()
          expect(await lock.acquire(false)).toBe(false)
        }
        expect(await lock.acquire(true, 1)).toBe(true)
      }
      expect(await works.numberOfObjects()).toBeLessThanOrEqual(1)
    })

    test(`a wrong key is refused both ways over ${family}`, async ({ skip }) => {
      if (!found) return skip(`CPython ${minor} is not installed here`)
      const server = await serve(choose())
      const text = await python(
        found,
        `
from multiprocessing.managers import SyncManager
m = SyncManager(${literal(server.address)}, b'sun in may')
try: m.connect()
except Exception as e: print(type(e).__name__, e)
`,
      )
      expect(text).toBe('AuthenticationError digest sent was rejected\n')
      const address = await pythonServer(
        found,
        `
from multiprocessing.managers import SyncManager
import json
s = SyncManager(${literal(choose())}, b'rain in may').get_server()
print(json.dumps(s.address)); s.serve_forever()
`,
      )
      const stranger = new BaseManager({ address, authkey: bytes('sun in may') })
      await expect(stranger.connect()).rejects.toThrow(new AuthenticationError('digest sent was rejected'))
    })
  }
})
