/** Goals of the capstone: who can reach the service, who comes in, what they may call, and what they bring. */
import { hmac } from '@noble/hashes/hmac'
import { md5 } from '@noble/hashes/legacy'
import { sha256 } from '@noble/hashes/sha2'
import type { Connection, Frame, Run } from 'multiprocessing/inspect'
import { disassemble } from 'multiprocessing/pickle'
import { at, callsOf, onceEnded, processOf } from '../expect.ts'
import type { Goal, GoalResult } from '../schema.ts'

const MEMBERS = ['ada', 'ben']
const TIMES = 10
const OPEN = ['add', 'get']
/** What stood in the source, and what the stranger tries. */
const KNOWN_KEY = new TextEncoder().encode('team')
/** Bytes of `#CHALLENGE#` and of `{sha256}`. */
const MARKER = 11
const DIGEST_MARKER = 8
const MD5_SIZE = 16

function connectionsOf(run: Run, label: string): Connection[] {
  return run.connections.filter((connection) => run.processes.get(connection.client)?.label === label)
}

/** The client's answer to the server's challenge, where it was made with the key that everybody knows. */
function answeredWithKnownKey({ frames }: Connection): Frame | undefined {
  const challenge = frames.find((frame) => frame.kind === 'challenge' && frame.sender === 'listener')
  const answer = frames.find((frame) => frame.kind === 'answer' && frame.sender === 'client')
  if (!challenge || !answer) return undefined
  const message = challenge.payload.subarray(MARKER)
  const old = answer.payload.length === MD5_SIZE
  const expected = hmac(old ? md5 : sha256, KNOWN_KEY, message)
  const given = old ? answer.payload : answer.payload.subarray(DIGEST_MARKER)
  return given.length === expected.length && given.every((byte, nth) => byte === expected[nth]) ? answer : undefined
}

function steps(run: Run, label: string): GoalResult {
  const set = callsOf(run, label, 'set')[0]
  if (set) return { met: false, now: `${label} sets`, proof: at(set) }
  const added = callsOf(run, label, 'add')
  return { met: added.length >= TIMES, now: `${label}: ${added.length}`, proof: added[0] && at(added.at(-1)!) }
}

export const goals: readonly Goal[] = [
  {
    id: 'at-home',
    text: 'The server listens at `127.0.0.1`',
    check(run) {
      const address = processOf(run, 'server')?.address
      if (!address) return { met: false, now: 'not listening' }
      const host = typeof address === 'string' ? address : address[0]
      return { met: host === '127.0.0.1', now: host, proof: { kind: 'process', process: 'server' } }
    },
  },
  {
    id: 'own-key',
    text: 'Ada and Ben come in with another key than the one in the source',
    check: onceEnded('ben', (run) => {
      const handshakes = MEMBERS.flatMap((label) => connectionsOf(run, label).filter((connection) => connection.handshake === 'accepted'))
      const known = handshakes.map(answeredWithKnownKey).find((answer) => answer !== undefined)
      if (known) return { met: false, now: 'the known one', proof: at(known) }
      const inside = MEMBERS.every((label) => handshakes.some(({ client }) => run.processes.get(client)?.label === label))
      const answer = handshakes.at(-1)?.frames.find((frame) => frame.kind === 'answer')
      return { met: inside, now: 'not inside', proof: answer && at(answer) }
    }),
  },
  {
    id: 'stranger-out',
    text: 'The stranger knocks, and is refused',
    check(run) {
      const knocked = connectionsOf(run, 'stranger').filter((connection) => connection.frames.length > 0)
      const inside = knocked.find((connection) => connection.handshake === 'accepted')
      if (inside) return { met: false, now: 'inside', proof: at(inside.frames[0]!) }
      const refused = knocked.find((connection) => connection.handshake === 'refused')
      return { met: refused !== undefined, now: 'never knocked', proof: refused && at(refused.frames.at(-1)!) }
    },
  },
  {
    id: 'two-names',
    text: 'Members may call `get` and `add`, and nothing else',
    check(run) {
      const made = run.frames.findLast((frame) => frame.exposed !== undefined && frame.typeid === 'counter')
      if (!made) return { met: false }
      const names = [...made.exposed!].sort()
      return { met: names.join() === OPEN.join(), now: names.join(', '), proof: at(made) }
    },
  },
  {
    id: 'whole-steps',
    text: 'Each counts ten times, one call each time',
    check: onceEnded('ben', (run) => {
      const [ada, ben] = MEMBERS.map((label) => steps(run, label))
      return ada!.met ? ben! : ada!
    }),
  },
  {
    id: 'twenty',
    text: 'Ben reads 20',
    check(run) {
      const read = callsOf(run, 'ben', 'get').at(-1)
      return { met: read?.pair.result === '20', now: read?.pair.result, proof: read && at(read.pair) }
    },
  },
  {
    id: 'no-orders',
    text: 'No call carries a pickle that runs code',
    check: onceEnded('ben', (run) => {
      const calls = run.frames.filter((frame) => frame.kind === 'call' && MEMBERS.includes(run.processes.get(frame.from)?.label ?? ''))
      const order = calls.find((frame) => disassemble(frame.payload).some((opcode) => opcode.runsCode))
      if (order) return { met: false, now: `frame ${order.number}`, proof: at(order) }
      return { met: calls.length > 0, now: 'no calls', proof: calls.length > 0 ? at(calls.at(-1)!) : undefined }
    }),
  },
]
