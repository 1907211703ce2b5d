import { expect, test } from 'vitest'
import { ProtocolError } from '../errors.ts'
import { encodeFrame, encodeHeader } from '../protocol/framing.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { TRACED_PAYLOAD_LIMIT } from '../protocol/trace-settings.ts'
import { connectionAndStream, connectionPair, streamPair } from '../test/support/pair.ts'
import { traceTo } from '../tracer.ts'
import { BrokenPipeError, EOFError, OSError, ValueError } from '../values/exceptions.ts'
import { Connection, UNREAD_LIMIT } from './connection.ts'

const text = (value: string): Uint8Array => Buffer.from(value)

test('bytes arrive as they were sent, one message for one', async () => {
  const [a, b] = connectionPair()
  await a.sendBytes(text('basil'))
  await a.sendBytes(text(''))
  await a.sendBytes(text('thyme'))
  expect(Buffer.from(await b.recvBytes()).toString()).toBe('basil')
  expect((await b.recvBytes()).length).toBe(0)
  expect(Buffer.from(await b.recvBytes()).toString()).toBe('thyme')
})

test('values arrive as they were sent', async () => {
  const [a, b] = connectionPair()
  await a.send([1, 'basil', null])
  expect(await b.recv()).toEqual([1, 'basil', null])
})

test('messages arrive whole wherever the stream is cut', async () => {
  const frames = Buffer.concat([encodeFrame(text('basil')), encodeFrame(text('')), encodeFrame(Buffer.alloc(300, 7))])
  for (let pieces = 1; pieces <= frames.length; pieces += pieces < 20 ? 1 : 50) {
    const [connection, stream] = connectionAndStream({ pieces })
    stream.write(frames)
    expect(Buffer.from(await connection.recvBytes()).toString()).toBe('basil')
    expect((await connection.recvBytes()).length).toBe(0)
    expect(Buffer.from(await connection.recvBytes())).toEqual(Buffer.alloc(300, 7))
  }
})

test('a short message with the long header is read', async () => {
  const [connection, stream] = connectionAndStream()
  const header = Buffer.from(encodeHeader(0x8000_0000))
  expect(header.toString('hex')).toBe('ffffffff0000000080000000')
  header.writeBigUInt64BE(5n, 4)
  stream.write(Buffer.concat([header, text('basil')]))
  expect(Buffer.from(await connection.recvBytes()).toString()).toBe('basil')
})

test('a message of 1 MiB arrives over pieces of 1000 bytes', async () => {
  const [a, b] = connectionPair({ pieces: 1000 })
  const big = Buffer.alloc(1 << 20, 'managers')
  const sent = a.sendBytes(big)
  expect(Buffer.compare(await b.recvBytes(), big)).toBe(0)
  await sent
})

test('those who wait get messages in the order in which they began to', async () => {
  const [a, b] = connectionPair()
  const waiting = [b.recvBytes(), b.recvBytes(), b.recvBytes()]
  await Promise.all([a.sendBytes(text('1')), a.sendBytes(text('2')), a.sendBytes(text('3'))])
  expect((await Promise.all(waiting)).map((bytes) => Buffer.from(bytes).toString())).toEqual(['1', '2', '3'])
})

test('many frames of one turn reach the stream as one piece after the first', async () => {
  const [connection, stream] = connectionAndStream()
  const pieces: number[] = []
  stream.on('data', (chunk: Buffer) => pieces.push(chunk.length))
  await Promise.all(Array.from({ length: 10 }, () => connection.sendBytes(text('basil'))))
  expect(pieces).toEqual([9, 81])
})

test('recv gives EOFError without words when the other end has hung up, as often as it is asked', async () => {
  const [a, b] = connectionPair()
  await a.sendBytes(text('last'))
  a.close()
  expect(Buffer.from(await b.recvBytes()).toString()).toBe('last')
  for (let asked = 0; asked < 2; asked++) {
    const error: unknown = await b.recv().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(EOFError)
    expect((error as EOFError).message).toBe('')
  }
})

test('who waits for a message is told when the other end hangs up', async () => {
  const [a, b] = connectionPair()
  const waiting = [b.recvBytes(), b.recvBytes()]
  a.close()
  for (const each of waiting) await expect(each).rejects.toBeInstanceOf(EOFError)
})

test('the end in the middle of a message is an OSError in CPython\'s words, and at every byte but the first of a part', async () => {
  const frame = encodeFrame(text('basil'))
  for (let length = 0; length < frame.length; length++) {
    const [connection, stream] = connectionAndStream()
    const waiting = connection.recvBytes()
    stream.end(frame.subarray(0, length))
    const error: unknown = await waiting.catch((caught: unknown) => caught)
    if (length === 0 || length === 4) {
      expect(error).toBeInstanceOf(EOFError)
    } else {
      expect(error).toBeInstanceOf(OSError)
      expect((error as OSError).message).toBe('got end of file during message')
    }
  }
})

test('bytes after the last message are an end in the middle of the next', async () => {
  const [connection, stream] = connectionAndStream()
  stream.end(Buffer.concat([encodeFrame(text('basil')), text('xy')]))
  expect(Buffer.from(await connection.recvBytes()).toString()).toBe('basil')
  await expect(connection.recvBytes()).rejects.toThrow(new OSError('got end of file during message'))
})

test('an error says where the program waited', async () => {
  const [a, b] = connectionPair()
  async function waitForBasil(): Promise<void> {
    await b.recv()
  }
  const waiting = waitForBasil()
  a.close()
  const error = (await waiting.catch((caught: unknown) => caught)) as Error
  expect(error.stack).toContain('waitForBasil')
})

test('a negative length closes this connection with ProtocolError and leaves others alone', async () => {
  const [connection, stream] = connectionAndStream()
  const [other, otherEnd] = connectionPair()
  let closed = 0
  connection.onClose(() => closed++)
  const waiting = connection.recvBytes()
  const header = Buffer.alloc(4)
  header.writeInt32BE(-5)
  stream.write(header)
  await expect(waiting).rejects.toThrow(new ProtocolError("a frame's length is 0 or more, got -5"))
  expect(connection.closed).toBe(true)
  expect(closed).toBe(1)
  await expect(connection.recvBytes()).rejects.toBeInstanceOf(ProtocolError)
  await expect(connection.sendBytes(text('x'))).rejects.toThrow(new OSError('handle is closed'))
  await other.sendBytes(text('still here'))
  expect(Buffer.from(await otherEnd.recvBytes()).toString()).toBe('still here')
})

test('a length that no buffer can hold is refused before any of it has come', async () => {
  const [connection, stream] = connectionAndStream()
  const header = Buffer.alloc(12, 0xff)
  stream.write(header)
  await expect(connection.recvBytes()).rejects.toThrow(
    new ProtocolError('a frame here has at most 4294967295 bytes, got one of 18446744073709551615'),
  )
})

test('a message longer than maxLength is CPython\'s OSError, with the reason, and closes the connection', async () => {
  const [a, b] = connectionPair()
  const waiting = b.recvBytes(256)
  await a.sendBytes(Buffer.alloc(257))
  const error = (await waiting.catch((caught: unknown) => caught)) as OSError
  expect(error).toBeInstanceOf(OSError)
  expect(error.message).toBe('bad message length')
  expect((error.cause as Error).message).toBe('a frame here has at most 256 bytes, got one of 257')
  expect(b.closed).toBe(true)
})

test('maxLength counts for its own message only', async () => {
  const [a, b] = connectionPair()
  await a.sendBytes(Buffer.alloc(256))
  await a.sendBytes(Buffer.alloc(1000))
  expect((await b.recvBytes(256)).length).toBe(256)
  expect((await b.recvBytes()).length).toBe(1000)
  await expect(b.recvBytes(-1)).rejects.toThrow(new ValueError('negative maxlength'))
})

test('after close, both directions say that the handle is closed, also to who waited', async () => {
  const [connection] = connectionPair()
  const waiting = connection.recv()
  connection.close()
  connection.close()
  await expect(waiting).rejects.toThrow(new OSError('handle is closed'))
  await expect(connection.recv()).rejects.toThrow(new OSError('handle is closed'))
  await expect(connection.send(1)).rejects.toThrow(new OSError('handle is closed'))
  await expect(connection.poll()).rejects.toThrow(new OSError('handle is closed'))
})

test('what was sent before close arrives', async () => {
  const [a, b] = connectionPair({ pieces: 3 })
  const sent = [a.sendBytes(text('one')), a.sendBytes(text('two'))]
  a.close()
  expect(Buffer.from(await b.recvBytes()).toString()).toBe('one')
  expect(Buffer.from(await b.recvBytes()).toString()).toBe('two')
  await Promise.all(sent)
})

test('sending over a stream that is gone is a BrokenPipeError', async () => {
  const [connection, stream] = connectionAndStream()
  const [dead] = streamPair()
  dead.destroy()
  const late = new Connection(dead)
  await expect(late.sendBytes(text('x'))).rejects.toThrow(BrokenPipeError)
  stream.destroy()
  connection.close()
})

test('onClose tells once, whoever closes, and soon where that has happened', async () => {
  const [a, b] = connectionPair()
  const told: string[] = []
  a.onClose(() => told.push('a'))
  const forget = b.onClose(() => told.push('forgotten'))
  forget()
  const closed = new Promise<void>((resolve) => b.onClose(resolve))
  a.close()
  await closed
  expect(told).toEqual(['a'])
  expect(b.closed).toBe(true)
  await new Promise<void>((resolve) => b.onClose(resolve))
})

test('poll says whether anything has come, and waits for it no longer than it was told', async () => {
  const [a, b] = connectionPair()
  expect(await b.poll()).toBe(false)
  expect(await b.poll(1)).toBe(false)
  const waiting = b.poll(Infinity)
  await a.sendBytes(text('basil'))
  expect(await waiting).toBe(true)
  expect(await b.poll()).toBe(true)
  expect(Buffer.from(await b.recvBytes()).toString()).toBe('basil')
  expect(await b.poll()).toBe(false)
  const end = b.poll(10_000)
  a.close()
  expect(await end).toBe(true)
})

test('one-way connections refuse the other way in CPython\'s words', async () => {
  const [first, second] = streamPair()
  const receiver = new Connection(first, { writable: false })
  const sender = new Connection(second, { readable: false })
  await expect(receiver.send(1)).rejects.toThrow(new OSError('connection is read-only'))
  await expect(sender.recv()).rejects.toThrow(new OSError('connection is write-only'))
  await sender.send('basil')
  expect(await receiver.recv()).toBe('basil')
})

test('reading pauses when too much is unread, and goes on when somebody asks', async () => {
  const [connection, stream] = connectionAndStream()
  const frame = encodeFrame(Buffer.alloc(UNREAD_LIMIT / 4 - 4, 1))
  for (let count = 0; count < 20; count++) stream.write(frame)
  const paused = (): boolean => (stream as unknown as { other: { isPaused(): boolean } }).other.isPaused()
  while (!paused()) await new Promise((resolve) => setImmediate(resolve))
  for (let count = 0; count < 20; count++) expect((await connection.recvBytes()).length).toBe(UNREAD_LIMIT / 4 - 4)
  expect(paused()).toBe(false)
})

test('a message that is no pickle is an error of its own, and the next is read', async () => {
  const [a, b] = connectionPair()
  await a.sendBytes(text('no pickle'))
  await a.send('basil')
  await expect(b.recv()).rejects.toMatchObject({ name: 'UnpicklingError' })
  expect(await b.recv()).toBe('basil')
})

test('recv waits for what its context has pending', async () => {
  const [a, b] = connectionPair()
  let done = false
  const pending = [new Promise<void>((resolve) => setImmediate(resolve)).then(() => void (done = true))]
  await a.send('basil')
  expect(await b.recv({ pending })).toBe('basil')
  expect(done).toBe(true)
})

test('a trace has each end\'s frames, counted for each direction, cut where they are long, and the line that sent them', async () => {
  const events: TraceEvent[] = []
  traceTo((event) => events.push(event), 'p')
  try {
    const [a, b] = connectionPair()
    const at = { file: 'garden.ts', line: 3 }
    await a.sendBytes(text('basil'), at)
    await a.sendBytes(Buffer.alloc(TRACED_PAYLOAD_LIMIT + 1), null)
    await b.recvBytes()
    await b.recvBytes()
    a.close()
    await expect(b.recvBytes()).rejects.toBeInstanceOf(EOFError)
    const ofA = events.filter((event) => 'connection' in event && event.connection === a.id)
    expect(ofA.map((event) => event.name)).toEqual(['connection/opened', 'frame/sent', 'frame/sent', 'connection/closed'])
    expect(ofA[1]).toMatchObject({ index: 0, size: 5, payload: Buffer.from('basil').toString('base64'), at })
    expect(ofA[2]).toMatchObject({ index: 1, size: TRACED_PAYLOAD_LIMIT + 1 })
    expect(Buffer.from((ofA[2] as { payload: string }).payload, 'base64').length).toBe(TRACED_PAYLOAD_LIMIT)
    expect(ofA[2]).not.toHaveProperty('at')
    expect(ofA[3]).toMatchObject({ by: 'here' })
    const ofB = events.filter((event) => 'connection' in event && event.connection === b.id)
    expect(ofB.map((event) => event.name)).toEqual(['connection/opened', 'frame/received', 'frame/received', 'connection/closed'])
    expect(ofB[1]).toMatchObject({ index: 0, size: 5 })
    expect(ofB[3]).toMatchObject({ by: 'there' })
  } finally {
    traceTo(undefined)
  }
})
