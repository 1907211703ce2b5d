import { expect, test } from 'vitest'
import { CHALLENGE, DIGEST_LENGTHS, FAILURE, WELCOME, joinDigest, parseHandshake, sameBytes, splitDigest, type DigestName } from './challenge.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const challenge = (message: Uint8Array): Uint8Array => Uint8Array.from([...CHALLENGE, ...message])

test('each message of a handshake is told by its bytes', () => {
  const modern = joinDigest('sha256', new Uint8Array(40))
  expect(parseHandshake(challenge(modern))).toEqual({ kind: 'challenge', digest: 'sha256', message: modern })
  expect(parseHandshake(challenge(new Uint8Array(20)))).toEqual({ kind: 'challenge', digest: undefined, message: new Uint8Array(20) })
  expect(parseHandshake(WELCOME)).toEqual({ kind: 'welcome' })
  expect(parseHandshake(FAILURE)).toEqual({ kind: 'failure' })
  expect(parseHandshake(joinDigest('md5', new Uint8Array(16)))).toEqual({ kind: 'answer', digest: 'md5', mac: new Uint8Array(16) })
  expect(parseHandshake(new Uint8Array(16))).toEqual({ kind: 'answer', digest: undefined, mac: new Uint8Array(16) })
})

test('an old peer is told by the length, whatever its random bytes look like', () => {
  const message = bytes('{sha256}'.padEnd(20, 'x'))
  expect(parseHandshake(challenge(message))).toMatchObject({ kind: 'challenge', digest: undefined })
  const mac = bytes('{md5}'.padEnd(16, 'x'))
  expect(parseHandshake(mac)).toEqual({ kind: 'answer', digest: undefined, mac })
})

test('every digest can be put before bytes and taken off again', () => {
  for (const digest of Object.keys(DIGEST_LENGTHS) as DigestName[]) {
    expect(splitDigest(joinDigest(digest, bytes('rest')))).toEqual({ digest, rest: bytes('rest') })
  }
})

test('a name that is no digest is not taken off', () => {
  for (const text of ['{sha1}rest', '{}rest', '{sha256', 'sha256}rest', '{constructor}x', '']) {
    expect(splitDigest(bytes(text))).toEqual({ digest: undefined, rest: bytes(text) })
  }
})

test('bytes are the same only in length and content', () => {
  expect(sameBytes(bytes('basil'), bytes('basil'))).toBe(true)
  expect(sameBytes(bytes('basil'), bytes('basi'))).toBe(false)
  expect(sameBytes(bytes('basil'), bytes('basim'))).toBe(false)
})
