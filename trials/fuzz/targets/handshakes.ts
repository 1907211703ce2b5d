/**
 * Both halves of the handshake against a peer that says what the input says, frame by frame. Whatever it says: nobody is
 * authenticated who has not proved to hold the key.
 *
 * The first byte chooses the half. Then, one behind the other: what to say, how many bytes belong to it, the bytes.
 */
import { createHmac } from 'node:crypto'
import { Connection } from '../../../engine/connection/connection.ts'
import { answerChallenge, deliverChallenge } from '../../../engine/connection/authentication.ts'
import { AuthenticationError, ProtocolError } from '../../../engine/errors.ts'
import { CHALLENGE, FAILURE, joinDigest, WELCOME } from '../../../engine/protocol/challenge.ts'
import type { DigestName } from '../../../engine/protocol/challenge.ts'
import { encodeFrame, FrameDecoder } from '../../../engine/protocol/framing.ts'
import { OSError, EOFError } from '../../../engine/values/exceptions.ts'
import { duplexPair } from '../stand-ins/duplex.ts'
import { join } from '../mutate.ts'
import { promise } from '../target.ts'
import type { Target } from '../target.ts'

const KEY = new TextEncoder().encode('the key of the fuzzer')
const DIGESTS: readonly (readonly [DigestName, string])[] = [['md5', 'md5'], ['sha256', 'sha256'], ['sha384', 'sha384'], ['sha3_256', 'sha3-256'], ['sha3_384', 'sha3-384']]

const SAY = ['frame', 'bytes', 'right answer', 'challenge', 'welcome', 'failure', 'echo', 'end', 'wait', 'old answer'] as const

interface Said {
  readonly what: (typeof SAY)[number]
  readonly bytes: Uint8Array
}

function* script(input: Uint8Array): Generator<Said> {
  for (let at = 1; at < input.length; ) {
    const what = SAY[input[at]! % SAY.length]!
    const length = input[at + 1] ?? 0
    yield { what, bytes: input.subarray(at + 2, at + 2 + length) }
    at += 2 + length
  }
}

const say = (what: (typeof SAY)[number], bytes: Uint8Array | string = ''): Uint8Array => {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  return join(Uint8Array.of(SAY.indexOf(what), content.length), content)
}
const half = (which: number, ...said: Uint8Array[]): Uint8Array => join(Uint8Array.of(which), ...said)
const RANDOM = new Uint8Array(40).fill(0x5a)

async function converse(input: Uint8Array): Promise<{ proved: boolean; welcomed: boolean; outcome: unknown }> {
  const [ours, theirs] = duplexPair()
  const connection = new Connection(ours)
  const decoder = new FrameDecoder()
  const heard: Uint8Array[] = []
  theirs.on('data', (chunk: Uint8Array) => {
    decoder.feed(chunk)
    for (let payload = decoder.next(); payload; payload = decoder.next()) heard.push(payload)
  })
  theirs.on('error', () => {})
  const work = (input[0]! & 1) === 0 ? deliverChallenge(connection, KEY) : answerChallenge(connection, KEY)
  const done = work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  let proved = false
  let welcomed = false
  for (const { what, bytes } of script(input)) {
    if (theirs.destroyed || theirs.writableEnded) break
    const challenge = heard.findLast((payload) => payload.length > CHALLENGE.length)?.subarray(CHALLENGE.length) ?? RANDOM
    switch (what) {
      case 'frame':
        theirs.write(encodeFrame(bytes))
        welcomed ||= same(bytes, WELCOME)
        break
      case 'bytes':
        theirs.write(bytes)
        // What is said in pieces may be a welcome.
        welcomed = true
        break
      case 'right answer': {
        const [digest, node] = DIGESTS[(bytes[0] ?? 1) % DIGESTS.length]!
        theirs.write(encodeFrame(joinDigest(digest, createHmac(node, KEY).update(challenge).digest())))
        proved = true
        break
      }
      case 'old answer':
        theirs.write(encodeFrame(createHmac('md5', KEY).update(challenge).digest()))
        proved = true
        break
      case 'challenge': {
        const [digest] = DIGESTS[(bytes[0] ?? 1) % DIGESTS.length]!
        theirs.write(encodeFrame(join(CHALLENGE, (bytes[0] ?? 0) > 200 ? RANDOM.subarray(0, 20) : joinDigest(digest, RANDOM))))
        break
      }
      case 'welcome':
        theirs.write(encodeFrame(WELCOME))
        welcomed = true
        break
      case 'failure':
        theirs.write(encodeFrame(FAILURE))
        break
      case 'echo':
        if (heard.length > 0) theirs.write(encodeFrame(heard.at(-1)!))
        break
      case 'wait':
        await new Promise((resolve) => setImmediate(resolve))
        break
      case 'end':
        theirs.end()
        break
    }
  }
  theirs.end()
  const outcome = await done
  connection.close()
  theirs.destroy()
  return { proved, welcomed, outcome }
}

const same = (one: Uint8Array, two: Uint8Array): boolean => one.length === two.length && one.every((byte, at) => byte === two[at])

export const target: Target = {
  seeds: () => [
    half(0, say('wait'), say('right answer', '\x01')), half(0, say('wait'), say('old answer')), half(0, say('wait'), say('echo')), half(0, say('frame', '{sha256}aaaa')), half(0, say('frame', '{md5}aaaaaaaaaaaaaaaa')),
    half(0, say('frame', new Uint8Array(16))), half(0, say('frame', new Uint8Array(0))), half(0, say('bytes', '\x7f\xff')), half(0, say('end')), half(0, say('frame', new Uint8Array(255))), half(0, say('bytes', Uint8Array.of(0, 0, 2, 0))),
    ...DIGESTS.map((_, at) => half(0, say('wait'), say('right answer', Uint8Array.of(at)))),
    half(1, say('challenge', '\x01'), say('wait'), say('welcome')), half(1, say('challenge', '\x01'), say('wait'), say('failure')), half(1, say('challenge', Uint8Array.of(255)), say('wait'), say('welcome')),
    ...DIGESTS.map((_, at) => half(1, say('challenge', Uint8Array.of(at)), say('wait'), say('welcome'))),
    half(1, say('frame', '#CHALLENGE#short')), half(1, say('frame', '#CHALLENGE#{sha9}' + 'a'.repeat(40))), half(1, say('frame', '#CHALLENGE#' + '{'.repeat(40))), half(1, say('welcome')), half(1, say('challenge'), say('welcome'), say('frame', 'more')),
  ],
  async run(input) {
    if (input.length === 0) return
    const isServer = (input[0]! & 1) === 0
    const { proved, welcomed, outcome } = await converse(input)
    if (outcome === undefined) {
      promise(!isServer || proved, 'somebody was authenticated who did not prove to hold the key')
      promise(isServer || welcomed, 'a client took itself for authenticated and was not welcomed')
      return
    }
    throw (outcome as { error: unknown }).error
  },
  expected: (error) => error instanceof AuthenticationError || error instanceof ProtocolError || error instanceof OSError || error instanceof EOFError,
  dictionary: ['#CHALLENGE#', '#WELCOME#', '#FAILURE#', '{sha256}', '{md5}', '{sha3_384}', '{', '}', '{constructor}', '{__proto__}'],
  limit: 1024,
}
