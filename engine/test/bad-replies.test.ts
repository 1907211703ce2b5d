/** Servers that answer what no server may: the caller gets an error that says so, and the next call goes on. */
import path from 'node:path'
import { expect, test } from 'vitest'
import { Listener, type Connection } from '../connection/index.ts'
import { ProtocolError, UnpicklingError } from '../errors.ts'
import { BaseProxy, RemoteError, Token } from '../managers/index.ts'
import { askServer } from '../managers/dispatch.ts'
import { Global, Opaque } from '../pickle/index.ts'
import { EOFError, KeyError, OSError, PythonError, TypeError as PythonTypeError, ValueError } from '../values/exceptions.ts'
import { bytes, tuple } from '../values/index.ts'
import { authkey } from './support/live-server.ts'
import { useProcesses } from './support/processes.ts'

const processes = useProcesses()

/** A listener that holds the key, accepts calls, and answers the first of each connection as it is told. */
async function impostor(answer: (connection: Connection) => Promise<void>) {
  const listener = new Listener({ address: path.join(processes.directory(), 's'), authkey })
  await listener.ready
  const serve = async (connection: Connection): Promise<void> => {
    for (let nth = 0; ; nth++) {
      const [, name] = (await connection.recv()) as [unknown, string]
      if (name === 'accept_connection') await connection.send(tuple('#RETURN', null))
      else if (name === 'right') await connection.send(tuple('#RETURN', 'right'))
      else await answer(connection)
    }
  }
  void (async () => {
    for (;;) void serve(await listener.accept()).catch(() => undefined)
  })().catch(() => undefined)
  return {
    address: listener.address,
    proxy: new BaseProxy(new Token('list', listener.address, '7f'), { authkey }),
    [Symbol.dispose]: () => listener.close(),
  }
}

type Refusal = readonly [what: string, answer: (connection: Connection) => Promise<void>, type: new (...args: never[]) => Error, words: string]
const value = (reply: unknown) => (connection: Connection) => connection.send(reply)

test.each<Refusal>([
  ['bytes that are no pickle', (connection) => connection.sendBytes(bytes('no pickle')), UnpicklingError, 'there is no such opcode'],
  ['nothing', (connection) => connection.sendBytes(new Uint8Array(0)), UnpicklingError, 'the pickle ends without STOP'],
  ['no tuple', value('#RETURN'), ProtocolError, "a reply is (kind, value), got '#RETURN'"],
  ['three parts', value(tuple('#RETURN', 1, 2)), ProtocolError, "a reply is (kind, value), got ('#RETURN', 1, 2)"],
  ['a kind that there is not', value(tuple('#MAYBE', 1)), ValueError, "Unrecognized message type '#MAYBE'"],
  ['a kind that is no str', value(tuple(7, 1)), ValueError, 'Unrecognized message type 7'],
  ['__proto__', value(tuple('__proto__', 1)), ValueError, "Unrecognized message type '__proto__'"],
  ['an error that is none', value(tuple('#ERROR', 5)), PythonError, '5'],
  ['an error of an unknown class', value(tuple('#ERROR', new Opaque(new Global('garden', 'Wilted'), 'reduce', ['dry']))), PythonError, "garden.Wilted('dry')"],
  ['an error of Python’s', value(tuple('#ERROR', new KeyError('basil'))), KeyError, "'basil'"],
  ['a traceback that is no text', value(tuple('#TRACEBACK', 5)), PythonTypeError, "Result 5 (kind '#TRACEBACK') type is int, not str"],
  ['a traceback', value(tuple('#TRACEBACK', 'Traceback')), RemoteError, 'Traceback'],
  ['a proxy without a token', value(tuple('#PROXY', tuple(tuple(), 5))), ProtocolError, 'the value of a #PROXY reply is (exposed, token)'],
  ['a proxy of nothing', value(tuple('#PROXY', null)), ProtocolError, 'the value of a #PROXY reply is (exposed, token)'],
  ['rubbish, and then the end', async (connection) => connection.sendBytes(bytes('x')).then(() => connection.close()), UnpicklingError, 'x'],
  ['the end', async (connection) => connection.close(), EOFError, ''],
])('%s', async (_what, answer, type, words) => {
  using server = await impostor(answer)
  const error = (await server.proxy.callMethod('wrong').catch((caught: unknown) => caught)) as Error
  expect(error).toBeInstanceOf(type)
  expect(error.message).toContain(words)
  await expect(askServer(server.address, authkey, 'dummy')).rejects.toThrow(type)
  expect(await server.proxy.callMethod('right')).toBe('right')
})

test('a server that hangs up before it answers the handshake is an error of connecting', async () => {
  const listener = new Listener({ address: path.join(processes.directory(), 's') })
  await listener.ready
  const hangUp = listener.accept().then((connection) => connection.close())
  await expect(askServer(listener.address, authkey, 'dummy')).rejects.toThrow(EOFError)
  await hangUp
  listener.close()
  await expect(askServer(listener.address, authkey, 'dummy')).rejects.toThrow(OSError)
})
