/** A server's object that does everything wrong that it can, and clients that ask it to. */
import type { Connection } from '../../connection/connection.ts'
import { SyncManager, type BaseProxy } from '../../managers/index.ts'
import { Exception, KeyError, NameError, TypeError as PythonTypeError, ValueError } from '../../values/exceptions.ts'
import { tuple } from '../../values/index.ts'
import { LiveServer } from './live-server.ts'

class Base {
  inherited(): string {
    return 'of the base class'
  }
}

class Wilted extends ValueError {}
class Bare extends Error {}

/** Everything that a server's object can do wrong. */
class Trouble extends Base {
  attribute = 'no method'
  static made = 0

  get getter(): () => string {
    return () => 'not a method of the class'
  }
  fine(one: unknown, two: unknown = 2): unknown[] {
    return [one, two]
  }
  _private(): string {
    return 'private'
  }
  constructorOf(): unknown {
    return this.constructor
  }
  gives(what: string): unknown {
    return results[what]!()
  }
  async givesLater(what: string): Promise<unknown> {
    await new Promise((resolve) => setImmediate(resolve))
    return results[what]!()
  }
  raises(what: string): never {
    throw thrown[what]!()
  }
  async raisesLater(what: string): Promise<never> {
    await new Promise((resolve) => setImmediate(resolve))
    throw thrown[what]!()
  }
}

const deep = (): unknown => {
  let value: unknown = null
  for (let nth = 0; nth < 100_000; nth++) value = [value]
  return value
}

/** Results that have no pickle. */
export const results: Record<string, () => unknown> = {
  function: () => () => 1,
  'a class': () => Trouble,
  symbol: () => Symbol('s'),
  'an instance of a class': () => new Trouble(),
  'a function deep inside': () => ({ a: [new Map([['b', tuple(() => 1)]])] }),
  'a promise inside': () => [Promise.resolve(1)],
  'a weak map': () => new WeakMap(),
  'a getter that throws': () => ({
    get trap() {
      throw new RangeError('do not look')
    },
  }),
  'a proxy that throws': () => new Proxy({}, { ownKeys: () => { throw new SyntaxError('closed') } }), // oxlint-disable-line brace-style
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return [proxy]
  },
  'lists in one another': deep,
}

/** What methods may throw, and what the caller gets. */
export const thrown: Record<string, () => unknown> = {
  'an error of Python’s': () => new KeyError('basil', 1),
  'a class of its own': () => new Wilted('too dry'),
  'an error of JavaScript’s': () => new RangeError('too far'),
  'a reference': () => new ReferenceError('x is not defined'),
  'a type error': () => new TypeError('no'),
  'an Error': () => new Error('plain'),
  'a class of Error': () => new Bare('bare'),
  'an error with a cause in a circle': () => {
    const error = new Error('round')
    error.cause = error
    return error
  },
  text: () => 'thrown as text',
  undefined: () => undefined,
  null: () => null,
  number: () => 42,
  object: () => ({ message: 'no Error' }),
  function: () => () => 1,
  'an error without a stack': () => Object.assign(new Error('flat'), { stack: undefined }),
  'an error whose stack is no text': () => Object.assign(new Error('odd'), { stack: 42 }),
  'arguments that are none': () => Object.assign(new ValueError('x'), { args: 5 }),
}
export const raised: Record<string, Error> = {
  'an error of Python’s': new KeyError('basil', 1),
  'a class of its own': new ValueError('too dry'),
  'an error of JavaScript’s': new ValueError('too far'),
  'a reference': new NameError('x is not defined'),
  'a type error': new PythonTypeError('no'),
  'an Error': new Exception('plain'),
  'a class of Error': new Exception('bare'),
  'an error with a cause in a circle': new Exception('round'),
  text: new Exception('thrown as text'),
  undefined: new Exception('None'),
  null: new Exception('None'),
  number: new Exception('42'),
  object: new Exception("{'message': 'no Error'}"),
  function: new Exception('<function <lambda>>'),
  'an error without a stack': new Exception('flat'),
  'an error whose stack is no text': new Exception('odd'),
  'arguments that are none': new ValueError(),
}

/** Exceptions that have no pickle themselves, or whose very look is a trap. */
export const unpicklable: Record<string, () => unknown> = {
  'arguments without a pickle': () => new ValueError(() => 1),
  'arguments that hold the object': () => new KeyError(new Trouble()),
  'a message that throws': () =>
    Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('do not read')
      },
    }),
  'a proxy that throws': () => new Proxy(new Error('x'), { get: () => { throw new Error('do not touch') } }), // oxlint-disable-line brace-style
}
Object.assign(thrown, unpicklable)

export class Works extends SyncManager {}
Works.register('Trouble', { callable: Trouble })
Works.register('Ghost', { callable: Trouble, exposed: ['constructor', '__proto__', 'toString', 'attribute', 'ghost', 'getter', 'made'] })
Works.register('Broken', { callable: () => { throw new ValueError('cannot be made') } }) // oxlint-disable-line brace-style
Works.register('Thing')

export interface Setting extends AsyncDisposable {
  readonly live: LiveServer
  readonly trouble: BaseProxy
  readonly connection: Connection
}

export async function setting(typeid = 'Trouble'): Promise<Setting> {
  const live = await LiveServer.start(Works)
  const trouble = await live.manager.create(typeid)
  const client = await live.bound()
  return {
    live,
    trouble,
    connection: client.connection,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await trouble.dispose()
      await live[Symbol.asyncDispose]()
    },
  }
}

/** A request as it stands, and its reply. */
export async function ask(connection: Connection, ...request: unknown[]): Promise<unknown> {
  await connection.send(tuple(...request))
  return connection.recv()
}
