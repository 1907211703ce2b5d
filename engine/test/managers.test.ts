/** Managers whose server is a child process, and what is left of them afterwards. */
import { expect, test } from 'vitest'
import { BaseManager, BaseProxy, MakeProxyType, RemoteError, SyncManager, Token } from '../managers/index.ts'
import { QueueReferent } from '../managers/types/queue.ts'
import { AssertionError, AttributeError, QueueEmpty, QueueFull, TypeError, ValueError } from '../values/exceptions.ts'
import { bytes, tuple } from '../values/index.ts'
import { PretendedClient } from './support/calls.ts'
import { useProcesses } from './support/processes.ts'

const processes = useProcesses()
const program = new URL('./programs/waterworks.ts', import.meta.url)
const authkey = bytes('rain in may')

async function output(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await processes.node(program, args).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

test('a started server runs the main module again, calls the initializer, and ends with its manager', async () => {
  expect(await output('start')).toBe('initialized by the test in Waterworks-1\nlevel 42 of 1\nserver true\n')
})

test('a subclass that registers nothing itself is served by its parent’s registry', async () => {
  expect(await output('inherits')).toBe('40\n')
})

test('proxies given to children stand for the same object there', async () => {
  expect(await output('children')).toBe('1,2,3 0,0,0\nFileNotFoundError\n')
})

test('a queue given to a child has the same methods there', async () => {
  expect(await output('queue')).toBe('joined 0\n')
})

test('a callable that the child cannot find fails at start() and says what to do', async () => {
  expect(await output('closure')).toBe(
    "ProcessError Late.start(): the server process cannot find the callable of 'Late'. It runs the main module again and " +
      "Late.register('Late', …) was not reached there: move that call out of isMainProcess() to the top level of the module\n",
  )
})

test('an address in use fails at start() with the system’s error', async () => {
  expect(await output('busy')).toMatch(/^OSError \[Errno \d+\] Address already in use/)
})

test('a manager starts once', async () => {
  expect(await output('twice')).toBe(
    'ProcessError Already started server\nProcessError Manager has shut down\n' +
      'AssertionError the manager has shut down, so Tank() can make nothing\n',
  )
})

test('a program that ends without shutdown() takes its server with it', async () => {
  const { code, stdout } = await processes.node(program, ['leaves']).ended
  expect(code).toBe(0)
  expect(() => process.kill(Number(/pid (\d+)/.exec(stdout)![1]), 0)).toThrow('ESRCH')
})

test('a program that is killed takes its server with it', async () => {
  const running = processes.node(program, ['holds'])
  await running.line(/pid (\d+) 1/)
  running.kill('SIGKILL')
  // `ended` comes when nobody has its output open any more: the server has ended, too.
  expect((await running.ended).signal).toBe('SIGKILL')
})

async function serving(register: (manager: typeof BaseManager) => void = () => undefined) {
  class Waterworks extends SyncManager {}
  register(Waterworks)
  const server = new Waterworks({ address: ['127.0.0.1', 0], authkey }).getServer()
  const served = server.serveForever()
  await server.ready
  const manager = await new Waterworks({ address: server.address, authkey }).connect()
  return {
    server,
    manager,
    async [Symbol.asyncDispose]() {
      server.stop()
      await served
    },
  }
}

test('shutdown by a client is answered, and then the server is gone', async () => {
  await using at = await serving()
  const { Client } = await import('../connection/index.ts')
  const connection = await Client(at.server.address, { authkey })
  await connection.send(tuple(null, 'shutdown', tuple(), {}))
  expect(await connection.recv()).toEqual(tuple('#RETURN', null))
  await expect(at.manager.numberOfObjects()).rejects.toThrow()
})

test('what was served by one who only connected cannot be shut down there', async () => {
  await using at = await serving()
  await expect(at.manager.shutdown()).rejects.toThrow(
    new AssertionError('shutdown() ends a server that this manager started; this one only connected'),
  )
})

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '_private', 'level'])('%s is refused where exposed does not list it', async (name) => {
  await using at = await serving((manager) => manager.register('Tank', { callable: class Tank { level() {} _private() {} fill() {} }, exposed: ['fill'] }))
  await using tank = await at.manager.create('Tank')
  await expect(tank.callMethod(name)).rejects.toThrow(RemoteError)
  await expect(tank.callMethod(name)).rejects.toThrow(`AttributeError: method '${name}' of <class 'Tank'> object is not in exposed={'fill'}`)
  expect(await tank.callMethod('fill')).toBeNull()
})

test('an unknown typeid, server function or ident is refused with a traceback', async () => {
  await using at = await serving()
  await expect(at.manager.create('Nothing')).rejects.toThrow("KeyError: 'Nothing'")
  const lost = new BaseProxy(new Token('list', at.server.address, '7fffffff'), { authkey })
  await expect(lost.callMethod('append', [1])).rejects.toThrow("KeyError: '7fffffff'")
  const { Client } = await import('../connection/index.ts')
  const connection = await Client(at.server.address, { authkey })
  await connection.send(tuple(null, 'eval', tuple('1'), {}))
  expect(await connection.recv()).toEqual(tuple('#TRACEBACK', expect.stringContaining("AssertionError: 'eval' unrecognized")))
})

test('a request that is no pickle or no request is answered, and the connection goes on', async () => {
  await using at = await serving()
  await using list = await at.manager.list([7])
  const { Client } = await import('../connection/index.ts')
  const connection = await Client(at.server.address, { authkey })
  await connection.send(tuple(null, 'accept_connection', tuple('test'), {}))
  expect(await connection.recv()).toEqual(tuple('#RETURN', null))
  for (const rubbish of [bytes('no pickle'), new Uint8Array(0), bytes('\x80\x04K\x01.')]) {
    await connection.sendBytes(rubbish)
    expect(await connection.recv()).toEqual(tuple('#TRACEBACK', expect.stringContaining('Traceback (most recent call last):')))
  }
  await connection.send(tuple(list.token.id, '__getitem__', tuple(0), {}))
  expect(await connection.recv()).toEqual(tuple('#RETURN', 7))
  connection.close()
})

test('a result without a pickle arrives as #UNSERIALIZABLE and the connection stays usable', async () => {
  await using at = await serving((manager) => manager.register('Odd', { callable: class Odd { give() { return () => 1 } fine() { return 1 } } }))
  await using odd = await at.manager.create('Odd')
  await expect(odd.callMethod('give')).rejects.toThrow('Unserializable message: Traceback')
  expect(await odd.callMethod('fine')).toBe(1)
})

test('an argument without a pickle is refused here and nothing is sent', async () => {
  await using at = await serving()
  await using list = await at.manager.list()
  await expect(list.append(() => 1)).rejects.toThrow(/function/)
  expect(await list.len()).toBe(0)
})

test('calls on a disposed proxy are errors that name the object', async () => {
  await using at = await serving()
  const list = await at.manager.list()
  await list.dispose()
  await list.dispose()
  await expect(list.len()).rejects.toThrow(ValueError)
  await expect(list.len()).rejects.toThrow(/this proxy of list \w+ was disposed/)
  await expect.poll(() => at.server.objects.size).toBe(0)
})

test('two calls at the same time do not wait for each other', async () => {
  await using at = await serving()
  await using queue = await at.manager.Queue<string>()
  const waiting = [queue.get(), queue.get()]
  await queue.put('first')
  await queue.put('second')
  expect(await Promise.all(waiting)).toEqual(['first', 'second'])
})

test('a client that hangs up while it waits gets no item', async () => {
  const queue = new QueueReferent()
  const client = new PretendedClient('c1')
  const waiting = client.calls(() => queue.get())
  client.hangUp()
  await expect(waiting).rejects.toThrow(QueueEmpty)
  await queue.put('kept')
  expect(queue.qsize()).toBe(1)
})

test('those who wait for a queue are served in the order in which they came, and full queues hold putters back', async () => {
  const queue = new QueueReferent(1)
  const first = queue.get()
  const second = queue.get()
  await queue.put('a')
  await queue.put('b')
  expect(await Promise.all([first, second])).toEqual(['a', 'b'])
  await queue.put('c')
  await expect(queue.put('d', false)).rejects.toThrow(QueueFull)
  const put = queue.put('e')
  expect(await queue.get()).toBe('c')
  await put
  expect(await queue.get()).toBe('e')
})

test('an object inside another is kept by it, and goes with it', async () => {
  await using at = await serving()
  const outer = await at.manager.list<unknown>()
  const inner = await at.manager.list(['kept'])
  await outer.append(inner)
  await inner.dispose()
  await using again = (await outer.get(0)) as typeof inner
  expect(await again.get(0)).toBe('kept')
  await outer.dispose()
})

test('a custom proxy type is what the caller gets', async () => {
  class TankProxy extends BaseProxy {
    static override readonly exposed = ['level', '__getattribute__']
    get litres(): Promise<number> {
      return this.callMethod('__getattribute__', ['litres'])
    }
  }
  await using at = await serving((manager) => manager.register('Tank', { callable: class Tank { litres = 40; level() { return this.litres } }, proxytype: TankProxy }))
  await using tank = (await at.manager.create('Tank')) as TankProxy
  expect(tank).toBeInstanceOf(TankProxy)
  expect(await tank.litres).toBe(40)
  expect(String(tank)).toMatch(/^<TankProxy object, typeid 'Tank' at 0x[0-9a-f]+>$/)
})

test('MakeProxyType gives the same class for the same names, and no method that would break a promise', () => {
  const made = MakeProxyType('Tank', ['level', 'then'])
  expect(MakeProxyType('Tank', ['level', 'then'])).toBe(made)
  expect(made.name).toBe('Tank')
  expect('level' in made.prototype).toBe(true)
  expect('then' in made.prototype).toBe(false)
})

test('createMethod: false leaves no method, and methodToTypeid gives a proxy', async () => {
  class Shelf { book() { return { title: 'Tides' } } }
  await using at = await serving((manager) => {
    manager.register('Shelf', { callable: Shelf, methodToTypeid: { book: 'Book' } })
    manager.register('Book', { createMethod: false, exposed: [] })
  })
  expect('Book' in at.manager).toBe(false)
  await using shelf = await at.manager.create('Shelf')
  await using book = (await shelf.callMethod('book')) as BaseProxy
  expect(book.token.typeid).toBe('Book')
  expect(await at.manager.numberOfObjects()).toBe(2)
})

test('without a callable the one argument is the object', async () => {
  await using at = await serving((manager) => manager.register('Thing', {}))
  await expect(at.manager.create('Thing')).rejects.toThrow('ValueError: Without callable, must have one non-keyword argument')
  await using thing = await at.manager.create('Thing', [[1, 2]])
  expect(await thing.str()).toBe('[1, 2]')
})

test.each([
  [{ authkey: 'tea' }, TypeError, "an authkey is bytes, got str 'tea': write bytes('tea'), with bytes from 'multiprocessing'"],
  [{ address: 50000 }, TypeError, 'an address is [host, port] or a path, got 50000'],
])('new BaseManager(%j) is refused', (options, error, words) => {
  expect(() => new BaseManager(options as never)).toThrow(new error(words))
})

test('attributes of a Namespace are not set by assignment', async () => {
  await using at = await serving()
  await using space = await at.manager.Namespace({ x: 1 })
  expect(() => Object.assign(space, { x: 2 })).toThrow(AttributeError)
  expect(await space.x).toBe(1)
})
