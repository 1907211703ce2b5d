/** Frames that are none, before and after authentication: whoever sends them is dropped, and nobody else notices. */
import { describe, expect, test, vi } from 'vitest'
import { HANDSHAKE_TIMEOUT, answerChallenge, createResponse, deliverChallenge } from '../connection/authentication.ts'
import type { Connection } from '../connection/connection.ts'
import { AuthenticationError } from '../errors.ts'
import { dumps } from '../pickle/index.ts'
import { CHALLENGE, FAILURE, HANDSHAKE_PAYLOAD_LIMIT, WELCOME, encodeFrame, encodeHeader, joinDigest } from '../protocol/index.ts'
import { EOFError } from '../values/exceptions.ts'
import { bytes, tuple } from '../values/index.ts'
import { LiveServer, authenticate, authkey, hungUp } from './support/live-server.ts'
import { Random } from './support/random.ts'

/** Conversations of a client that has nothing against the server; each ends when the client hangs up. */
const conversations: Record<string, (connection: Connection, list: string) => Promise<void>> = {
  async 'a request to the server'(connection) {
    await authenticate(connection)
    await connection.send(tuple(null, 'number_of_objects', tuple(), {}))
    expect(await connection.recv()).toEqual(tuple('#RETURN', 1))
  },
  async 'a call on a bound connection'(connection, list) {
    await authenticate(connection)
    await connection.send(tuple(null, 'accept_connection', tuple('bare'), {}))
    expect(await connection.recv()).toEqual(tuple('#RETURN', null))
    await connection.send(tuple(list, '__contains__', tuple('no such item'), {}))
    expect(await connection.recv()).toEqual(tuple('#RETURN', false))
  },
}

/** Ident of an object that the server holds. */
const heldBy = (live: LiveServer): string => live.server.objects.held()[0]!.record.ident

describe.each(Object.entries(conversations))('%s', (_name, converse) => {
  test.each(['end', 'destroy'] as const)('cut at every byte by %s is forgotten', async (how) => {
    await using live = await LiveServer.start()
    const list = heldBy(live)
    const whole = await live.cutOff(Infinity, how)
    await converse(whole.connection, list)
    const size = whole.stream.passed
    expect(size).toBeGreaterThan(150)
    whole.connection.close()
    await live.meanwhile(async () => {
      for (let after = 0; after <= size; after++) {
        const { connection, stream } = await live.cutOff(after, how)
        if (after === 0) stream.destroy()
        await converse(connection, list).catch(() => undefined)
        connection.close()
      }
    })
  })

  test('that comes byte by byte is understood', async () => {
    await using live = await LiveServer.start()
    await using client = await live.stranger()
    const { socket, connection } = client
    const write = socket.write.bind(socket)
    socket.cork = () => undefined
    socket.write = ((chunk: Uint8Array, done: () => void) => {
      for (const byte of chunk.subarray(0, -1)) write(Uint8Array.of(byte))
      return write(chunk.subarray(-1), done)
    }) as never
    await converse(connection, heldBy(live))
  })
})

const big = (length: bigint): Uint8Array => {
  const header = new Uint8Array(12)
  const view = new DataView(header.buffer)
  view.setInt32(0, -1)
  view.setBigUint64(4, length)
  return header
}
const negative = (length: number): Uint8Array => {
  const header = new Uint8Array(4)
  new DataView(header.buffer).setInt32(0, length)
  return header
}

/** Bytes that are no frame, whenever they come. */
const noFrames: Record<string, Uint8Array> = {
  'a length of -2': negative(-2),
  'the most negative length': negative(-0x8000_0000),
  'a long header with more than any buffer holds': big(1n << 63n),
  'a long header with one byte too many': big(0x1_0000_0000n),
}
/** Bytes that are too much from somebody who has not proved himself. */
const tooMuch: Record<string, Uint8Array> = {
  'a frame of 257 bytes': encodeFrame(new Uint8Array(HANDSHAKE_PAYLOAD_LIMIT + 1)),
  'the header of a frame of 2 GiB': encodeHeader(0x7fffffff),
  'a request of a browser': bytes('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
  'a TLS hello': Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3),
}

describe('before authentication', () => {
  test.each(Object.entries({ ...noFrames, ...tooMuch }))('%s ends the connection', async (_name, rubbish) => {
    await using live = await LiveServer.start()
    await using client = await live.stranger()
    expect(await client.connection.recvBytes()).toHaveLength(CHALLENGE.length + 48)
    client.socket.write(rubbish)
    await hungUp(client.connection)
  })

  const digest = joinDigest('sha256', new Uint8Array(32))
  test.each([
    ['an empty answer', new Uint8Array(0)],
    ['the challenge itself', CHALLENGE],
    ['a welcome', WELCOME],
    ['a wrong MD5', new Uint8Array(16)],
    ['a wrong SHA-256', digest],
    ['a digest of the wrong length', digest.subarray(0, -1)],
    ['a digest that there is not', bytes('{sha512}' + 'x'.repeat(64))],
    ['a brace that nothing closes', bytes('{sha256'.padEnd(64))],
    ['a name of Object.prototype', bytes('{constructor}' + 'x'.repeat(32))],
    ['a request', dumps(tuple(null, 'shutdown', tuple(), {}))],
  ])('%s is refused, and the connection ended', async (_name, answer) => {
    await using live = await LiveServer.start()
    await using client = await live.stranger()
    await client.connection.recvBytes()
    await client.connection.sendBytes(answer)
    expect(await client.connection.recvBytes()).toEqual(FAILURE)
    // As CPython does, the server says why; then it hangs up.
    expect(await client.connection.recv()).toEqual(tuple('#TRACEBACK', expect.stringContaining('AuthenticationError: ')))
    await expect(client.connection.recvBytes()).rejects.toThrow(EOFError)
  })

  test('a frame too many before the answer is the answer', async () => {
    await using live = await LiveServer.start()
    await using client = await live.stranger()
    const challenge = await client.connection.recvBytes()
    const { response } = createResponse(authkey, challenge.subarray(CHALLENGE.length))
    client.socket.write(Buffer.concat([encodeFrame(bytes('?')), encodeFrame(response)]))
    expect(await client.connection.recvBytes()).toEqual(FAILURE)
  })

  test('a client that proves itself and then refuses the server is forgotten', async () => {
    await using live = await LiveServer.start()
    await using client = await live.stranger()
    await answerChallenge(client.connection, authkey)
    await expect(deliverChallenge(client.connection, bytes('sun in may'))).rejects.toThrow(AuthenticationError)
    await hungUp(client.connection)
  })

  test('random bytes are refused', async () => {
    const random = new Random()
    await using live = await LiveServer.start()
    await live.meanwhile(async () => {
      for (let nth = 0; nth < 300; nth++) {
        await using client = await live.stranger()
        client.socket.end(random.bytes(random.below(600)))
        await hungUp(client.connection)
      }
    })
  })
})

describe('after authentication', () => {
  test.each(Object.entries(noFrames))('%s ends the connection', async (_name, rubbish) => {
    await using live = await LiveServer.start()
    for (const open of [() => live.authenticated(), () => live.bound()]) {
      await using client = await open()
      client.socket.write(rubbish)
      await hungUp(client.connection)
    }
  })

  test('a frame whose end never comes is forgotten with its client', async () => {
    await using live = await LiveServer.start()
    for (const open of [() => live.authenticated(), () => live.bound()]) {
      await using client = await open()
      client.socket.write(encodeHeader(0x7fffffff))
      client.socket.write(new Uint8Array(1 << 20))
      await live.notices()
      client.socket.end()
      await hungUp(client.connection)
    }
  })

  test('frames after the one request of an unbound connection are not read', async () => {
    await using live = await LiveServer.start()
    await using client = await live.authenticated()
    const create = encodeFrame(dumps(tuple(null, 'create', tuple('list'), {})))
    client.socket.write(Buffer.concat([encodeFrame(dumps(tuple(null, 'dummy', tuple(), {}))), create, bytes('and more')]))
    expect(await client.connection.recv()).toEqual(tuple('#RETURN', null))
    await hungUp(client.connection)
  })

  test('bytes behind the last whole request do not keep it from being answered', async () => {
    await using live = await LiveServer.start()
    await using client = await live.bound()
    const ask = encodeFrame(dumps(tuple(heldBy(live), '__len__', tuple(), {})))
    client.socket.end(Buffer.concat([ask, ask, ask.subarray(0, -1)]))
    expect(await client.connection.recv()).toEqual(tuple('#RETURN', 0))
    expect(await client.connection.recv()).toEqual(tuple('#RETURN', 0))
    await hungUp(client.connection)
  })

  test('random bytes end the connection or are answered', async () => {
    const random = new Random()
    await using live = await LiveServer.start()
    await live.meanwhile(async () => {
      for (let nth = 0; nth < 300; nth++) {
        await using client = nth % 2 ? await live.bound() : await live.authenticated()
        client.socket.end(random.bytes(random.below(600)))
        await hungUp(client.connection)
      }
    })
  })
})

test('clients that connect and say nothing are dropped after the time that a handshake may take', async () => {
  await using live = await LiveServer.start()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const silent = await Promise.all(Array.from({ length: 50 }, () => live.stranger()))
    const halfway = await live.stranger()
    await answerChallenge(halfway.connection, authkey)
    await vi.waitFor(() => expect(live.holdings.connections).toBe(52))
    const gone = Promise.all([...silent, halfway].map(({ connection }) => hungUp(connection)))
    vi.advanceTimersByTime(HANDSHAKE_TIMEOUT)
    await gone
    for (const { socket } of [...silent, halfway]) socket.destroy()
  } finally {
    vi.useRealTimers()
  }
})

test('ten thousand connections that fail authentication leave nothing behind', async () => {
  await using live = await LiveServer.start()
  const began = performance.now()
  await live.meanwhile(async () => {
    for (let nth = 0; nth < 10_000; nth += 20) await Promise.all(Array.from({ length: 20 }, () => fail(live)))
  })
  const took = performance.now() - began
  console.log(`10,000 connections failed authentication in ${(took / 1000).toFixed(1)} s`)
  expect(took).toBeLessThan(60_000)
}, 90_000)

async function fail(live: LiveServer): Promise<void> {
  const { connection, socket } = await live.stranger()
  await expect(answerChallenge(connection, bytes('sun in may'))).rejects.toThrow('digest sent was rejected')
  await hungUp(connection)
  socket.destroy()
}

test('a server that kept a connection open would be caught', async () => {
  await using live = await LiveServer.start()
  await using _client = await live.bound()
  await expect(live.restored(100)).rejects.toThrow('to deeply equal')
})
