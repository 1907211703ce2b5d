/** Who may come in, and with which digest. Pitfalls 31, 32. */
import { OUTSIDE } from '../run.ts'
import { matched } from './evidence.ts'
import type { Evidence } from './evidence.ts'
import type { Pitfall } from './pitfall.ts'
import { code, frameMark, lineMark, say } from './shape.ts'
import type { Finding } from './shape.ts'

const ALL = new Set(['0.0.0.0', '::', ''])
const NO_DIGEST = /unsupported hash|digest '?\w+'? (?:unsupported|is not supported)|disabled for (?:fips|FIPS)|unsupported digest|UnsupportedDigestmod|digital envelope routines/

function* openToAll(e: Evidence): Iterable<Finding> {
  for (const server of e.run.processes.values()) {
    if (server.id === OUTSIDE || !Array.isArray(server.address) || !ALL.has(String(server.address[0]))) continue
    const [host, port] = server.address as readonly [string, number]
    const manager = e.managerOfServer(server.id, server.address)
    const at = e.near(manager?.at, /address|\(\s*['"]{2}|\[\s*['"]{2}|0\.0\.0\.0/)
    const first = e.run.frames.find(({ connection }) => connection.listener === server.id)
    yield {
      title: `Port ${port} is open to every machine in the network`,
      process: server.id,
      time: server.startedAt,
      frame: undefined,
      at,
      happened: [say`${e.The(server.id)} listens at ${code(`${host || '0.0.0.0'}:${port}`)}${lineMark(', from ', at, 'the address')}: on every network address of this machine.${first === undefined ? '' : say` Its first caller was ${e.the(first.connection.client)} ${frameMark(first)}.`}`],
      why: [say`An empty host means all of them. Whoever reaches the port and has the key can run code in the server: requests are pickles, and a pickle can call anything. The key says who may, and hides nothing: what is sent can be read on the way.`],
      fix: [say`Write ${code('127.0.0.1')} where only this machine is meant. For other machines use a tunnel, such as SSH’s, to that address.`],
      change: e.change(at, (line) => line.replace(/([([]\s*)(['"])(?:0\.0\.0\.0)?\2(\s*,)/, '$1$2127.0.0.1$2$3')),
      matchedOn: matched('the address that was bound', 'that of the manager'),
      covers: [],
    }
  }
}

function* noDigest(e: Evidence): Iterable<Finding> {
  for (const process of e.failed) {
    if (!NO_DIGEST.test(process.failure.message)) continue
    const connection = e.run.connections.findLast(({ client, listener, handshake }) => (client === process.id || listener === process.id) && handshake !== 'accepted')
    const challenge = connection?.frames.find(({ kind }) => kind === 'challenge')
    if (connection === undefined || challenge === undefined) continue
    yield {
      title: `This machine cannot compute ${challenge.digest ?? 'the digest'}`,
      error: e.errorOf(process),
      process: process.id,
      time: process.endedAt ?? challenge.time,
      frame: challenge,
      at: process.failure.at,
      happened: [say`The challenge asks for a proof by ${code(challenge.digest ?? 'md5')} ${frameMark(challenge)}, and ${e.the(process.id)} has no such digest${lineMark(' ', process.failure.at, 'no digest')}.`],
      why: [say`Up to Python 3.11 a handshake is HMAC-MD5, from 3.12 on HMAC-SHA-256. Machines that follow FIPS have no MD5.`],
      fix: [say`Use Python 3.12 or newer on both ends.`],
      matchedOn: matched(`frame ${challenge.number}`, 'the unfinished handshake', e.endWords(process.id)),
      covers: [process],
    }
  }
}

export const NETWORK: readonly Pitfall[] = [
  { id: 'no-digest', number: 32, what: 'MD5 and SHA-256: the peers negotiate, a FIPS host has no MD5', lessons: [3], typescript: { none: 'all versions get on with each other; without MD5 an answer is SHA-256' }, python: 'card', find: noDigest },
  { id: 'open-to-all', number: 31, what: 'an empty host listens on every address', lessons: [14, 18], typescript: 'card', python: 'card', weight: 'surprise', find: openToAll },
]
