/** What a client may take its time or its size for, and when nobody is there any more. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Host } from '../contract/host.ts'
import { startWebShell } from './main.ts'
import type { WebShell } from './main.ts'

let renderer: string
let shell: WebShell
let asked: string[] = []
const shells: WebShell[] = []

/** A host that only notes that it was reached. */
const host = new Proxy({} as Host, {
  get: (_, name) => (name === 'onEvent' ? () => () => {} : async () => (asked.push(String(name)), {})),
})

async function start(more: { idleAfter?: number; patience?: number } = {}): Promise<WebShell> {
  const started = await startWebShell({ host, renderer, ...more })
  shells.push(started)
  return started
}

beforeAll(async () => {
  renderer = mkdtempSync(path.join(tmpdir(), 'managerie-limits-'))
  mkdirSync(path.join(renderer, 'assets'))
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>the page</title>')
  shell = await start({ patience: 300 })
})
afterAll(async () => {
  for (const one of shells) await one.close()
  rmSync(renderer, { recursive: true })
})
beforeEach(() => {
  asked = []
})

const keyOf = ({ url }: WebShell): string => new URL(url).searchParams.get('token')!
const head = (of: WebShell): string => `Host: 127.0.0.1:${of.port}\r\nCookie: managerie-${of.port}=${keyOf(of)}\r\n`

function page(of: WebShell): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${of.port}/port`, { headers: { Cookie: `managerie-${of.port}=${keyOf(of)}`, Origin: `http://127.0.0.1:${of.port}` } })
}

/** Everything that comes until the other end hangs up. */
async function allOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => {})
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

function send(text: string): Promise<string> {
  const socket = connect(shell.port, '127.0.0.1')
  socket.write(text)
  return allOf(socket)
}

test.each<[string, string, RegExp]>([
  ['a head that never ends', `GET / HTTP/1.1\r\n${'X-More: 1\r\n'}`, /^HTTP\/1\.1 408 /],
  ['a body that never comes', `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n1`, /^HTTP\/1\.1 405 /],
  ['nothing at all', '', /^(HTTP\/1\.1 408 [^]*)?$/],
  ['a head of 20 kB', `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ['two lengths at once', 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
  ['a tunnel', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /^$/],
  ['an echo', 'TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Secret: 1\r\n\r\n', /^HTTP\/1\.1 405 (?![^]*X-Secret)/],
  ['another protocol in its place', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', /^HTTP\/1\.1 (403|400) /],
  ['HTTP/2 straight away', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^(HTTP\/1\.1 (400|505) [^]*)?$/],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^(HTTP\/1\.1 400 [^]*)?$/],
])('%s is ended, and reaches nothing', async (_, text, answer) => {
  expect(await send(text)).toMatch(answer)
  expect(asked).toEqual([])
})

test('a message larger than any of ours ends its connection', async () => {
  const socket = page(shell)
  await once(socket, 'open')
  socket.send('x'.repeat(33 * 1024 * 1024), () => {})
  socket.on('error', () => {})
  const [code] = (await once(socket, 'close')) as [number]
  expect([1009, 1006]).toContain(code)
  expect(asked).toEqual([])
})

test('it listens on loopback and nowhere else', async () => {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4')
  for (const { address } of own) {
    const socket = connect(shell.port, address)
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toMatch(/ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT/)
  }
})

describe('the key', () => {
  const ask = (line: string, more = '') => send(`${line} HTTP/1.1\r\n${head(shell)}Connection: close\r\n${more}\r\n`)

  test('is in no text and no header but the one cookie, and what shows it may be kept by nobody', async () => {
    const key = keyOf(shell)
    const welcome = await ask(`GET /?token=${key}`)
    expect(welcome.split(key)).toHaveLength(2)
    expect(welcome).toMatch(new RegExp(`^Set-Cookie: managerie-${shell.port}=${key}; Path=/; HttpOnly; SameSite=Strict\r$`, 'm'))
    expect(welcome).toMatch(/^Cache-Control: no-store\r$/m)
    expect(welcome).toMatch(/^Referrer-Policy: no-referrer\r$/m)
    for (const path of ['/', '/index.html', '/nothing.js', '/?token=wrong']) {
      const text = await ask(`GET ${path}`)
      expect(text).not.toContain(key)
      expect(text).toMatch(/^Cache-Control: no-store\r$/m)
      expect(text).toMatch(/^Referrer-Policy: no-referrer\r$/m)
    }
  })

  test('is another one at each start', async () => {
    const other = await start()
    expect(keyOf(other)).not.toBe(keyOf(shell))
    expect(keyOf(other)).toMatch(/^[\w-]{32}$/)
  })

  test('is asked for in words that say where it is', async () => {
    const text = await send(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${shell.port}\r\nConnection: close\r\n\r\n`)
    expect(text).toContain('this browser has no key to it')
    expect(text).toContain('the part after <code>token=</code> is the key')
  })
})

describe('a shell that nobody uses', () => {
  test('says so after its time, also when a page was there and is gone', async () => {
    const other = await start({ idleAfter: 200 })
    const socket = page(other)
    await once(socket, 'open')
    const order: string[] = []
    void other.idle.then(() => order.push('idle'))
    socket.once('close', () => order.push('closed'))
    // One that began later has had its time: so has this one, and it was used.
    await (await start({ idleAfter: 200 })).idle
    expect(order).toEqual([])
    socket.close()
    await other.idle
    expect(order).toEqual(['closed', 'idle'])
  })

  test('says so when nobody ever came', async () => {
    await (await start({ idleAfter: 50 })).idle
  })
})
