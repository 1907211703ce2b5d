import { readFileSync, readdirSync } from 'node:fs'
import type * as crypto from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { AuthenticationError } from '../errors.ts'
import { CHALLENGE, FAILURE, WELCOME } from '../protocol/challenge.ts'
import { encodeFrame } from '../protocol/framing.ts'
import type { TraceEvent } from '../protocol/trace.ts'
import { connectionAndStream, connectionPair, streamPair } from '../test/support/pair.ts'
import { traceTo } from '../tracer.ts'
import { ValueError } from '../values/exceptions.ts'
import { answerChallenge, createResponse, deliverChallenge, verifyChallenge } from './authentication.ts'
import { Connection } from './connection.ts'

const authkey = Buffer.from('tomatoes and basil')
const otherAuthkey = Buffer.from('aphids')

/** Random bytes that the next challenges get; real ones when there are none. */
const prepared: Buffer[] = []
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>()
  return { ...real, randomBytes: (length: number) => prepared.shift() ?? real.randomBytes(length) }
})
afterEach(() => void prepared.splice(0))

interface Golden {
  readonly about: string
  readonly ends: Readonly<Record<'listener' | 'client', { python: string | null; does: string[]; authkey: string | { str: string }; random: string[] }>>
  readonly frames: readonly { readonly from: string; readonly payload?: string; readonly cut?: string }[]
  readonly outcome: Readonly<Record<'listener' | 'client', { type: string; message: string } | null>>
}

const folder = new URL('../test/golden/handshake/', import.meta.url)
const golden = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Golden] as const)

/** What this engine says otherwise, and why. */
const DIFFERENCES: Readonly<Record<string, { type: string; message: string }>> = {
  // CPython forgot the f before its string.
  'answer-3.13-too-short.json': { type: 'AuthenticationError', message: 'challenge too short: 19 bytes' },
  // CPython lets everybody in who has no key either.
  'empty-key.json': { type: 'ValueError', message: 'an authkey has at least one byte, got none' },
}

describe('an end that CPython 3.12 or later has played says the same bytes and fails in the same words', () => {
  for (const [name, conversation] of golden) {
    for (const end of ['listener', 'client'] as const) {
      const { python } = conversation.ends[end]
      if (python === null || !(Number(python.split('.')[1]) >= 12)) continue
      test(`${name}, ${end}: ${conversation.about}`, () => replay(name, conversation, end))
    }
  }
})

async function replay(name: string, { ends, frames, outcome }: Golden, end: 'listener' | 'client'): Promise<void> {
  const { does, authkey: key, random } = ends[end]
  prepared.push(...random.map((hex) => Buffer.from(hex, 'hex').subarray(-40)))
  const [connection, stream] = connectionAndStream()
  const ours = play(connection, does, typeof key === 'string' ? Buffer.from(key, 'hex') : (key.str as never))
  const difference = DIFFERENCES[name]
  if (name !== 'empty-key.json') {
    const other = new Connection(stream)
    for (const { from, payload, cut } of frames) {
      if (from === end) expect(Buffer.from(await other.recvBytes()).toString('hex')).toBe(payload)
      else if (cut !== undefined) stream.write(Buffer.from(cut, 'hex'))
      else await other.sendBytes(Buffer.from(payload!, 'hex'))
    }
    if (outcome[end] !== null) stream.end()
  }
  expect(await ours).toEqual(difference ?? outcome[end])
}

async function play(connection: Connection, steps: readonly string[], key: Uint8Array): Promise<{ type: string; message: string } | null> {
  try {
    for (const step of steps) {
      const [what, digest] = step.split(':')
      if (what === 'deliver') await deliverChallenge(connection, key, digest === undefined ? {} : { digest: digest as 'md5' })
      else await answerChallenge(connection, key)
    }
    return null
  } catch (error) {
    const { name, message } = error as Error
    return { type: name, message }
  }
}

test('the check of an answer fails for one that differs in any bit', () => {
  const message = Buffer.concat([Buffer.from('{sha256}'), Buffer.alloc(40, 5)])
  const { response } = createResponse(authkey, message)
  expect(verifyChallenge(authkey, message, response)).toBe('sha256')
  for (let bit = 8 * '{sha256}'.length; bit < 8 * response.length; bit++) {
    const wrong = Buffer.from(response)
    wrong[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => verifyChallenge(authkey, message, wrong)).toThrow(new AuthenticationError('digest received was wrong'))
  }
})

test('a challenge of 20 random bytes that begin with a brace is an old peer\'s', () => {
  const message = Buffer.concat([Buffer.from('{sha256}'), Buffer.alloc(12, 5)])
  const { digest, response } = createResponse(authkey, message)
  expect(digest).toBe('md5')
  expect(response.length).toBe(16)
})

test('both ends are satisfied when they hold the same key', async () => {
  const [a, b] = connectionPair({ pieces: 7 })
  await Promise.all([
    deliverChallenge(a, authkey).then(() => answerChallenge(a, authkey)),
    answerChallenge(b, authkey).then(() => deliverChallenge(b, authkey)),
  ])
})

test('with different keys each end says what is wrong from where it stands', async () => {
  const [a, b] = connectionPair()
  const [delivered, answered] = await Promise.allSettled([deliverChallenge(a, authkey), answerChallenge(b, otherAuthkey)])
  expect(delivered).toEqual({ status: 'rejected', reason: new AuthenticationError('digest received was wrong') })
  expect(answered).toEqual({ status: 'rejected', reason: new AuthenticationError('digest sent was rejected') })
})

test('an end that says nothing is dropped after the time that was given', async () => {
  const [a, b] = connectionPair()
  await expect(deliverChallenge(a, authkey, { timeout: 20 })).rejects.toThrow(
    new AuthenticationError('the other end said nothing for 0.02 s during the handshake'),
  )
  expect(a.closed).toBe(true)
  await expect(answerChallenge(b, authkey, { timeout: Infinity })).rejects.toMatchObject({ name: 'EOFError' })
})

test('an end that sends its answer byte by byte is dropped, too', async () => {
  const [first, second] = streamPair()
  const connection = new Connection(first)
  const delivering = deliverChallenge(connection, authkey, { timeout: 60 })
  const frame = encodeFrame(Buffer.alloc(40))
  const timer = setInterval(() => void second.write(frame.subarray(0, 1)), 10)
  await expect(delivering).rejects.toThrow(AuthenticationError)
  clearInterval(timer)
})

test('a key that is text or empty is an error before anything is sent', async () => {
  const [a, b] = connectionPair()
  const asText = 'basil' as unknown as Uint8Array
  for (const step of [deliverChallenge, answerChallenge]) {
    await expect(step(a, asText)).rejects.toThrow(new ValueError("Authkey must be bytes, not <class 'str'>"))
    await expect(step(a, new Uint8Array())).rejects.toThrow(new ValueError('an authkey has at least one byte, got none'))
  }
  expect(await b.poll()).toBe(false)
})

test('a trace has each step with its digest, who refused, and never the key', async () => {
  const events: TraceEvent[] = []
  traceTo((event) => events.push(event), 'p')
  try {
    const [a, b] = connectionPair()
    await Promise.all([deliverChallenge(a, authkey), answerChallenge(b, authkey)])
    await Promise.allSettled([deliverChallenge(b, otherAuthkey), answerChallenge(a, authkey)])
    const steps = (id: string): unknown[] =>
      events
        .filter((event) => event.name.startsWith('challenge/') && 'connection' in event && event.connection === id)
        .map(({ name, ...rest }) => [name, 'digest' in rest ? rest.digest : 'by' in rest && 'reason' in rest ? `${rest.by}: ${rest.reason}` : ''])
    expect(steps(a.id)).toEqual([
      ['challenge/delivered', 'sha256'],
      ['challenge/accepted', 'sha256'],
      ['challenge/answered', 'sha256'],
      ['challenge/refused', 'there: digest sent was rejected'],
    ])
    expect(steps(b.id)).toEqual([
      ['challenge/answered', 'sha256'],
      ['challenge/delivered', 'sha256'],
      ['challenge/refused', 'here: digest received was wrong'],
    ])
    const written = JSON.stringify(events)
    for (const key of [authkey, otherAuthkey]) {
      for (const form of ['utf8', 'hex', 'base64'] as const) expect(written).not.toContain(key.toString(form))
    }
    const payloads = events.filter((event) => event.name === 'frame/sent').map((event) => Buffer.from(event.payload, 'base64'))
    expect(payloads.some((payload) => payload.equals(WELCOME))).toBe(true)
    expect(payloads.some((payload) => payload.equals(FAILURE))).toBe(true)
    expect(payloads.filter((payload) => payload.subarray(0, CHALLENGE.length).equals(CHALLENGE))).toHaveLength(2)
    expect(payloads.some((payload) => payload.includes(authkey))).toBe(false)
  } finally {
    traceTo(undefined)
  }
})
