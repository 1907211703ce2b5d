import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { encodeFrame } from '../protocol/framing.ts'
import { FrameWriter, joinFrames } from './frame-writer.ts'

test('joined pieces are the frames, in order', () => {
  const payloads = [10, 0, 20_000, 16_384, 16_385, 3].map((length, index) => Buffer.alloc(length, index + 1))
  const pieces = joinFrames(payloads)
  expect(Buffer.concat(pieces)).toEqual(Buffer.concat(payloads.map(encodeFrame)))
  expect(pieces).toHaveLength(5)
})

test('long payloads are handed over as they are, not copied', () => {
  const payload = Buffer.alloc(20_000)
  expect(joinFrames([payload])[1]).toBe(payload)
})

const frames = (...texts: string[]): Buffer => Buffer.concat(texts.map((text) => encodeFrame(Buffer.from(text))))
const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A writer on a stream that takes all at once, and what it took. */
function writerOn(options: { readonly holds?: boolean } = {}) {
  const written: Buffer[] = []
  const held: (() => void)[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk)
      if (options.holds) held.push(done)
      else done()
    },
  })
  const writer = new FrameWriter(stream)
  return { writer, written, held, stream, write: (text: string) => writer.write(Buffer.from(text)) }
}

test('each frame\'s sender is told when the system has taken it, or the error', async () => {
  const { write, written, stream } = writerOn()
  await Promise.all([write('a'), write('b'), write('c')])
  expect(Buffer.concat(written)).toEqual(frames('a', 'b', 'c'))
  stream.destroy()
  const late = await Promise.allSettled([write('d'), write('e')])
  expect(late.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('a frame that the system takes at once leaves nothing to wait for; one that it does not is waited for', async () => {
  const { write } = writerOn()
  expect(write('a')).toBeUndefined()
  const slow = writerOn({ holds: true })
  let taken = false
  const sent = slow.write('b')!.then(() => (taken = true))
  await endOfTurn()
  expect(taken).toBe(false)
  while (slow.held.length > 0) slow.held.shift()!()
  await endOfTurn()
  while (slow.held.length > 0) slow.held.shift()!()
  await sent
})

test('a frame was taken also where the other end hangs up as soon as it has read it', async () => {
  const held: ((error?: Error) => void)[] = []
  let gone = false
  const stream = new Writable({ write: (_chunk, _encoding, done) => void (gone ? done(new Error('write EPIPE')) : held.push(done)) })
  stream.on('error', () => {})
  const sent = new FrameWriter(stream).write(Buffer.alloc(1 << 20))!
  // The header, and the payload; then it is gone.
  await endOfTurn()
  held.shift()!()
  await endOfTurn()
  gone = true
  held.shift()?.()
  await sent
})

test('flush sends at once what the turn has collected', () => {
  const { writer, write, written } = writerOn()
  void write('a')
  void write('b')
  expect(Buffer.concat(written)).toEqual(frames('a'))
  writer.flush()
  expect(written).toHaveLength(2)
})

test('the first frame of a turn leaves at once; after a turn with several it waits for the others', async () => {
  const { write, written } = writerOn()
  void write('a')
  expect(written).toHaveLength(1)
  void write('b')
  await endOfTurn()
  expect(written).toHaveLength(2)
  void write('c')
  void write('d')
  void write('e')
  expect(written).toHaveLength(2)
  await endOfTurn()
  expect(written[2]).toEqual(frames('c', 'd', 'e'))
  void write('f')
  expect(written).toHaveLength(3)
  await endOfTurn()
  // One only: the next one is not kept waiting.
  void write('g')
  expect(written).toHaveLength(5)
})

test('of many frames in a turn some leave before its end, so that the other end can begin', async () => {
  const { write, written } = writerOn()
  const texts = Array.from({ length: 40 }, (_, nth) => `frame ${nth}`)
  void write('a')
  void write('b')
  await endOfTurn()
  written.length = 0
  const sent = texts.map(write)
  expect(written).toHaveLength(2)
  await Promise.all(sent)
  expect(written).toHaveLength(3)
  expect(Buffer.concat(written)).toEqual(frames(...texts))
})

test('what is sent soon is waited for only when much is on its way', async () => {
  const { writer, write, written } = writerOn()
  void write('a')
  const small = Buffer.alloc(1000)
  expect(writer.writeSoon(small)).toBeUndefined()
  let waits = 0
  const big = Buffer.alloc(10_000)
  for (let sent = 0; sent < 10; sent++) if (writer.writeSoon(big)) waits++
  expect(waits).toBe(4)
  await endOfTurn()
  expect(Buffer.concat(written)).toHaveLength(5 + 1004 + 10 * 10_004)
})
