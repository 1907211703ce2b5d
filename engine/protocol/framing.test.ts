import { describe, expect, test } from 'vitest'
import { ProtocolError } from '../errors.ts'
import { FrameDecoder, PAYLOAD_LIMIT, SHORT_LENGTH_LIMIT, encodeFrame, encodeHeader } from './framing.ts'

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const decode = (bytes: Uint8Array, limit?: number): void => {
  const decoder = new FrameDecoder(limit)
  decoder.feed(bytes)
  decoder.next()
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('a header is four bytes up to 0x7fffffff, and twelve above', () => {
  expect(hex(encodeHeader(0))).toBe('00000000')
  expect(hex(encodeHeader(300))).toBe('0000012c')
  expect(hex(encodeHeader(SHORT_LENGTH_LIMIT))).toBe('7fffffff')
  expect(hex(encodeHeader(SHORT_LENGTH_LIMIT + 1))).toBe('ffffffff0000000080000000')
})

test('a frame is its header and its payload', () => {
  expect(hex(encodeFrame(Buffer.from('basil')))).toBe('00000005626173696c')
})

test('frames come out whole wherever the bytes are cut', () => {
  const payloads = [Buffer.from('basil'), Buffer.alloc(0), Buffer.alloc(100, 1)]
  const bytes = Buffer.concat(payloads.map(encodeFrame))
  for (let at = 0; at <= bytes.length; at++) {
    const decoder = new FrameDecoder()
    const out: string[] = []
    for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) {
      decoder.feed(part)
      for (let payload = decoder.next(); payload; payload = decoder.next()) out.push(hex(payload))
    }
    expect(out).toEqual(payloads.map(hex))
    expect(decoder.pending).toBe(0)
  }
})

test('a payload keeps no chunk alive', () => {
  const decoder = new FrameDecoder()
  const chunk = Buffer.concat([encodeFrame(Buffer.from('basil')), Buffer.alloc(60_000)])
  decoder.feed(chunk)
  expect(decoder.next()!.buffer).not.toBe(chunk.buffer)
})

describe('bytes that are no frame are a ProtocolError', () => {
  test('a negative length', () => {
    expect(() => decode(int32(-2))).toThrow(new ProtocolError("a frame's length is 0 or more, got -2"))
    expect(() => decode(int32(-0x8000_0000))).toThrow(new ProtocolError("a frame's length is 0 or more, got -2147483648"))
  })

  test('a length over the limit, by either header', () => {
    expect(() => decode(int32(257), 256)).toThrow(new ProtocolError('a frame here has at most 256 bytes, got one of 257'))
    expect(() => decode(int32(256), 256)).not.toThrow()
    const long = Buffer.concat([int32(-1), Buffer.alloc(8)])
    long.writeBigUInt64BE(257n, 4)
    expect(() => decode(long, 256)).toThrow(new ProtocolError('a frame here has at most 256 bytes, got one of 257'))
    long.writeBigUInt64BE(BigInt(PAYLOAD_LIMIT) + 1n, 4)
    expect(() => decode(long)).toThrow(new ProtocolError('a frame here has at most 4294967295 bytes, got one of 4294967296'))
  })

  test('not a short length that is said in the long form', () => {
    const long = Buffer.concat([int32(-1), Buffer.alloc(8), Buffer.from('ab')])
    long.writeBigUInt64BE(2n, 4)
    const decoder = new FrameDecoder()
    decoder.feed(long)
    expect(hex(decoder.next()!)).toBe(hex(Buffer.from('ab')))
  })
})

test('a header alone, or a part of one, is a message barely begun', () => {
  const decoder = new FrameDecoder()
  const begun = (...bytes: number[]): boolean => {
    decoder.feed(Uint8Array.from(bytes))
    decoder.next()
    return decoder.barelyBegun
  }
  expect([decoder.barelyBegun, begun(0, 0), begun(0, 3), begun(1), begun(2, 3), begun(0, 0, 0, 0)]).toEqual([false, true, true, false, false, false])
})

test('long payloads come out whole wherever the bytes are cut, and the next one after them', () => {
  const payloads = [16_383, 16_384, 100_000, 0, (1 << 22) + 1, 5].map((length, index) => Buffer.alloc(length, index + 1))
  const bytes = Buffer.concat(payloads.map(encodeFrame))
  for (const size of [1000, 16_384, 65_536, 1 << 20, bytes.length]) {
    const decoder = new FrameDecoder(PAYLOAD_LIMIT, true)
    const out: Uint8Array[] = []
    let taken = 0
    for (let at = 0; at < bytes.length; at += size) {
      decoder.feed(Uint8Array.from(bytes.subarray(at, at + size)))
      for (let payload = decoder.next(); payload; payload = decoder.next()) {
        out.push(payload)
        taken += 4 + payload.length
      }
      expect(decoder.pending).toBeLessThanOrEqual(Math.min(at + size, bytes.length) - taken)
    }
    expect(out.map((payload) => Buffer.compare(payload, payloads[out.indexOf(payload)]!))).toEqual(payloads.map(() => 0))
    expect(decoder.pending).toBe(0)
  }
})

test('a message whose header says much takes no memory before its bytes are there', () => {
  const decoder = new FrameDecoder()
  const before = process.memoryUsage().arrayBuffers
  decoder.feed(int32(0x7fff_ffff))
  expect(decoder.next()).toBeUndefined()
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20)
})

test('of chunks that are nobody else\'s, a payload is a part where it is most of one, or is only read', () => {
  const chunk = Uint8Array.from(Buffer.concat([encodeFrame(Buffer.alloc(10, 1)), encodeFrame(Buffer.alloc(100, 2))]))
  const cut = (owns: boolean, toRead: boolean): boolean[] => {
    const decoder = new FrameDecoder(PAYLOAD_LIMIT, owns)
    decoder.feed(chunk)
    return [decoder.next(toRead)!, decoder.next(toRead)!].map(({ buffer }) => buffer === chunk.buffer)
  }
  expect([cut(false, true), cut(true, false), cut(true, true)]).toEqual([[false, false], [false, true], [true, true]])
})
