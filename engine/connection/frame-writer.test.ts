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

test('each frame\'s sender is told when the system has taken it, or the error', async () => {
  const written: Buffer[] = []
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk), done()) })
  const writer = new FrameWriter(stream)
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => writer.write(Buffer.from(text), (error) => (error ? reject(error) : resolve())))
  await Promise.all([write('a'), write('b'), write('c')])
  expect(Buffer.concat(written)).toEqual(Buffer.concat(['a', 'b', 'c'].map((text) => encodeFrame(Buffer.from(text)))))
  stream.destroy()
  const late = await Promise.allSettled([write('d'), write('e')])
  expect(late.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('flush sends at once what the turn has collected', () => {
  const written: Buffer[] = []
  const writer = new FrameWriter(new Writable({ write: (chunk: Buffer, _encoding, done) => (written.push(chunk), done()) }))
  writer.write(Buffer.from('a'), () => undefined)
  writer.write(Buffer.from('b'), () => undefined)
  expect(Buffer.concat(written)).toEqual(Buffer.from(encodeFrame(Buffer.from('a'))))
  writer.flush()
  expect(written).toHaveLength(2)
})
