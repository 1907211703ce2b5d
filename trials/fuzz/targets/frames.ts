/**
 * A byte stream, cut into frames: the same ones however it arrives. The first byte says how it is cut into chunks, the
 * second which limit holds.
 */
import { ProtocolError } from '../../../engine/errors.ts'
import { encodeFrame, FrameDecoder, HANDSHAKE_PAYLOAD_LIMIT, PAYLOAD_LIMIT } from '../../../engine/protocol/framing.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const LIMITS = [PAYLOAD_LIMIT, HANDSHAKE_PAYLOAD_LIMIT, 0, 7, 0x7fff_ffff]

interface Cut {
  readonly payloads: Uint8Array[]
  readonly error: string | undefined
  readonly pending: number
}

function cut(chunks: Iterable<Uint8Array>, limit: number): Cut {
  const decoder = new FrameDecoder(limit)
  const payloads: Uint8Array[] = []
  try {
    for (const chunk of chunks) {
      decoder.feed(chunk)
      for (let payload = decoder.next(); payload; payload = decoder.next()) payloads.push(payload)
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { payloads, error: error.message, pending: 0 }
  }
  return { payloads, error: undefined, pending: decoder.pending }
}

function* chunks(bytes: Uint8Array, step: number): Generator<Uint8Array> {
  let size = (step % 13) + 1
  for (let at = 0; at < bytes.length; ) {
    yield bytes.subarray(at, at + size)
    at += size
    size = ((size * 7 + step) % 29) + (step & 1)
  }
}

const same = (one: Uint8Array, two: Uint8Array): boolean => one.length === two.length && one.every((byte, at) => byte === two[at])
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

export const target: Target = {
  seeds: () => [
    bytes('\0\0\0\0\0\x05hello\0\0\0\0\0\0\0\x01x'),
    bytes('\x01\x01\xff\xff\xff\xff\0\0\0\0\0\0\0\x02hi\0\0\0\x03abc'),
    bytes('\x02\x03\x7f\xff\xff\xff'), bytes('\x03\0\x80\0\0\0'), bytes('\x04\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff'), bytes('\x05\x04\xff\xff\xff\xff\0\0\0\0\x80\0\0\0'), bytes('\x06\x02\0\0\0\0\0\0\0\x01a'),
  ],
  run(input) {
    const limit = LIMITS[(input[1] ?? 0) % LIMITS.length]!
    const stream = input.subarray(2)
    const whole = cut([stream], limit)
    const parts = cut(chunks(stream, input[0] ?? 0), limit)
    promise(whole.error === parts.error && whole.payloads.length === parts.payloads.length && whole.pending === parts.pending, 'frames depend on how their bytes arrive')
    for (const [at, payload] of whole.payloads.entries()) {
      promise(same(payload, parts.payloads[at]!), 'a payload depends on how its bytes arrive')
      promise(payload.length <= limit, 'a payload is longer than the limit')
      promise(payload.buffer !== stream.buffer, 'a payload is a window on the chunk that it came in')
    }
    const [again] = cut([encodeFrame(stream)], PAYLOAD_LIMIT).payloads
    promise(again !== undefined && same(again, stream), 'a frame is not read as it was written')
  },
  expected: (error) => error instanceof ProtocolError,
  dictionary: ['\xff\xff\xff\xff', '\x7f\xff\xff\xff'].map(bytes),
  limit: 96,
}
