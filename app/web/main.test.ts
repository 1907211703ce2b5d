import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connectHost, HostError } from '../contract/rpc.ts'
import type { Host } from '../contract/host.ts'
import { startWebShell } from './main.ts'
import type { WebShell } from './main.ts'
import { createSocketPort } from './port.ts'

let folder: string
let shell: WebShell
let token: string
let cookie: string
let asked: string[]
const endings: (() => void)[] = []

/** A host that only notes that it was reached. */
const host = {
  ...Object.fromEntries(['hello', 'stopRun', 'run'].map((name) => [name, async () => (asked.push(name), {})])),
  onEvent(_name: string, _listen: unknown) {
    asked.push('subscribed')
    return () => endings.push(() => {})
  },
} as unknown as Host

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'managerie-web-')))
  const renderer = path.join(folder, 'renderer')
  mkdirSync(path.join(renderer, 'assets'), { recursive: true })
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>the page</title>')
  writeFileSync(path.join(renderer, 'assets', 'page-abc.js'), 'export {}')
  writeFileSync(path.join(renderer, '.secret.html'), 'hidden')
  writeFileSync(path.join(renderer, 'notes.exe'), 'no')
  writeFileSync(path.join(folder, 'outside.html'), 'outside')
  symlinkSync(path.join(folder, 'outside.html'), path.join(renderer, 'link.html'))
  mkdirSync(path.join(folder, 'renderer-other'))
  writeFileSync(path.join(folder, 'renderer-other', 'a.html'), 'other')
  asked = []
  shell = await startWebShell({ host, renderer })
  token = new URL(shell.url).searchParams.get('token')!
  cookie = `managerie-${shell.port}=${token}`
})

afterAll(async () => {
  await shell.close()
  rmSync(folder, { recursive: true })
})

beforeEach(() => {
  asked = []
})

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** Sends exactly this path and these headers. */
async function ask(target: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: shell.port, path: target, method, headers })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }
}

/** Resolves with `open`, or the status with which the upgrade was refused. */
async function upgrade(headers: Record<string, string>, target = '/port', options: object = {}): Promise<string | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${shell.port}${target}`, { headers, ...options })
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate()
      resolve('open')
    })
    socket.once('unexpected-response', (_, response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    socket.once('error', () => resolve('error'))
  })
}

test('the address opens the page: key once, then a cookie, and a plain address', async () => {
  const first = await ask(`/?token=${token}`)
  expect(first.status).toBe(200)
  expect(first.headers['set-cookie']).toEqual([`${cookie}; Path=/; HttpOnly; SameSite=Strict`])
  expect(first.headers['cache-control']).toBe('no-store')
  expect(first.headers['referrer-policy']).toBe('no-referrer')
  expect(first.text).toContain('<meta http-equiv="refresh" content="0;url=/">')
  expect(first.text).not.toContain(token)
  const page = await ask('/', { Cookie: `other=1; ${cookie}` })
  expect(page.status).toBe(200)
  expect(page.text).toContain('the page')
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self' ws://127.0.0.1:${shell.port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  })
  const script = await ask('/assets/page-abc.js', { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' })
  expect(script).toMatchObject({ status: 200, text: 'export {}' })
  expect(script.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'private, max-age=31536000, immutable' })
})

test('HEAD is answered as GET, without the text', async () => {
  const { status, headers, text } = await ask('/', { Cookie: cookie }, 'HEAD')
  expect([status, headers['content-length'], text]).toEqual([200, '38', ''])
})

test('through a tunnel, under localhost and another port, the page and its connection work', async () => {
  expect((await ask('/', { Cookie: cookie, Host: 'localhost:8000' })).status).toBe(200)
  expect(await upgrade({ Cookie: cookie, Host: 'localhost:8000', Origin: 'http://localhost:8000' })).toBe('open')
})

const good = (): Record<string, string> => ({ Cookie: cookie })
const own = (): string => `http://127.0.0.1:${shell.port}`

test.each<[string, number, RegExp, () => Promise<Answer>]>([
  ['no key', 403, /no key to it/, () => ask('/')],
  ['a wrong key in the address', 403, /not the present one/, () => ask('/?token=wrong')],
  ['an empty key in the address', 403, /not the present one/, () => ask('/?token=', good())],
  ['a wrong key in the cookie', 403, /not the present one/, () => ask('/', { Cookie: `managerie-${shell.port}=wrong` })],
  ['the cookie of another shell', 403, /no key to it/, () => ask('/', { Cookie: `managerie-1=${token}` })],
  ['a file without a key', 403, /no key to it/, () => ask('/assets/page-abc.js')],
  ['a key in the address of a file', 403, /no key to it/, () => ask(`/assets/page-abc.js?token=${token}`)],
  ['a name that was made to point here', 400, /not this machine/, () => ask('/', { ...good(), Host: `evil.example:${shell.port}` })],
  ['a name that begins like ours', 400, /not this machine/, () => ask('/', { ...good(), Host: '127.0.0.1.evil.example' })],
  ['an address of the network', 400, /not this machine/, () => ask('/', { ...good(), Host: '192.168.0.7' })],
  ['the right key under a foreign name', 400, /not this machine/, () => ask(`/?token=${token}`, { Host: 'evil.example' })],
  ['a foreign origin', 403, /Another web page/, () => ask('/', { ...good(), Origin: 'https://evil.example' })],
  ['the origin of another port', 403, /Another web page/, () => ask('/', { ...good(), Origin: 'http://127.0.0.1:1' })],
  ['the origin null', 403, /Another web page/, () => ask('/', { ...good(), Origin: 'null' })],
  ['our origin with https', 403, /Another web page/, () => ask('/', { ...good(), Origin: own().replace('http', 'https') })],
  ['a script for a page of another port', 403, /Another web page/, () => ask('/assets/page-abc.js', { ...good(), 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'no-cors' })],
  ['POST', 405, /Only GET/, () => ask('/', good(), 'POST')],
  ['PUT', 405, /Only GET/, () => ask('/index.html', good(), 'PUT')],
  ['DELETE', 405, /Only GET/, () => ask('/', good(), 'DELETE')],
  ['OPTIONS', 405, /Only GET/, () => ask('/', { ...good(), Origin: own() }, 'OPTIONS')],
  ['a path that climbs', 400, /No page/, () => ask('/../outside.html', good())],
  ['a path that climbs in disguise', 400, /No page/, () => ask('/%2e%2e/outside.html', good())],
  ['a path that climbs with slashes in disguise', 400, /No page/, () => ask('/..%2foutside.html', good())],
  ['a path disguised twice', 400, /No page/, () => ask('/%252e%252e/outside.html', good())],
  ['a path with backslashes', 400, /No page/, () => ask('/..%5coutside.html', good())],
  ['a path with a null byte', 400, /No page/, () => ask('/index.html%00.js', good())],
  ['a path that is no text', 400, /No page/, () => ask('/%ff', good())],
  ['a path into a folder with a longer name', 400, /No page/, () => ask('/../renderer-other/a.html', good())],
  ['an empty folder name', 400, /No page/, () => ask('//etc/passwd', good())],
  ['a whole address', 400, /No page/, () => ask('http://evil.example/', good())],
  ['a hidden file', 400, /No page/, () => ask('/.secret.html', good())],
  ['a link that leads outside', 404, /no such file/, () => ask('/link.html', good())],
  ['a file of no kind of ours', 404, /no such file/, () => ask('/notes.exe', good())],
  ['a folder', 404, /no such file/, () => ask('/assets', good())],
  ['a file that is not there', 404, /no such file/, () => ask('/nothing.js', good())],
])('%s is refused', async (_, status, words, send) => {
  const answer = await send()
  expect(answer.status).toBe(status)
  expect(answer.text).toMatch(words)
  expect(answer.text).not.toContain(token)
  expect(answer.headers['set-cookie']).toBeUndefined()
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
  expect(asked).toEqual([])
})

test.each<[string, string | number, () => Promise<string | number>]>([
  ['a connection without a key', 403, () => upgrade({ Origin: own() })],
  ['a connection with a wrong key', 403, () => upgrade({ Origin: own(), Cookie: `managerie-${shell.port}=no` })],
  ['a connection with a key only in the address', 403, () => upgrade({ Origin: own() }, `/port?token=${token}`)],
  ['a connection without an origin', 403, () => upgrade(good())],
  ['a connection of a foreign page', 403, () => upgrade({ ...good(), Origin: 'https://evil.example' })],
  ['a connection of a page of another port', 403, () => upgrade({ ...good(), Origin: 'http://127.0.0.1:1' })],
  ['a connection under a foreign name', 400, () => upgrade({ ...good(), Host: 'evil.example', Origin: 'http://evil.example' })],
  ['a connection to another path', 400, () => upgrade({ ...good(), Origin: own() }, '/')],
])('%s is refused', async (_, status, open) => {
  expect(await open()).toBe(status)
  expect(asked).toEqual([])
})

test.each(['GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n', 'rubbish\r\n\r\n', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`])(
  'a request that is not HTTP as it should be gets a 4xx and nothing else: %j',
  async (text) => {
    const socket = connect(shell.port, '127.0.0.1')
    socket.end(text)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(asked).toEqual([])
  },
)

test('a page calls the host and hears when the shell ends', async () => {
  const other = await startWebShell({ host, renderer: path.join(folder, 'renderer') })
  const key = new URL(other.url).searchParams.get('token')!
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/port`, {
    headers: { Cookie: `managerie-${other.port}=${key}`, Origin: `http://127.0.0.1:${other.port}` },
  })
  await once(socket, 'open')
  let ended: () => void
  const end = new Promise<void>((resolve) => (ended = resolve))
  const client = connectHost(createSocketPort(socket), () => ended())
  await client.stopRun({ run: 1 })
  expect(asked.filter((name) => name !== 'subscribed')).toEqual(['stopRun'])
  await other.close()
  await end
  await expect(client.stopRun({ run: 1 })).rejects.toThrow(HostError)
})

test.each(['not json', Buffer.from('{}')])('a page that sends something else is hung up on: %j', async (rubbish) => {
  const socket = new WebSocket(`ws://127.0.0.1:${shell.port}/port`, { headers: { Cookie: cookie, Origin: own() } })
  await once(socket, 'open')
  socket.send(rubbish)
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  expect([code, String(reason)]).toEqual([4001, 'a message is one JSON text'])
})

test('a port that is taken is an error that says so', async () => {
  await expect(startWebShell({ host, renderer: folder, port: shell.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
