/**
 * The web shell: the renderer's page over HTTP and the contract over a WebSocket, for the browser of this machine.
 *
 * One host for all pages of a shell. Listens on 127.0.0.1 and nowhere else; `gate.ts` says who may come in.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { Host } from '../contract/host.ts'
import { serveHost } from '../contract/rpc.ts'
import { contentSecurityPolicy } from '../host/content-security-policy.ts'
import { readStaticFile } from './files.ts'
import { judgeRequest, judgeUpgrade } from './gate.ts'
import type { Asked, Refusal } from './gate.ts'
import { NOT_FOUND, refusalPage, WELCOME } from './notes.ts'
import { createSocketPort } from './port.ts'

export interface WebShellOptions {
  /** Serves every page. It is not closed with the shell. */
  readonly host: Host
  /** Folder of the built page. */
  readonly renderer: string
  /** 0, the default: one that is free. */
  readonly port?: number
  /** Milliseconds without any page after which `idle` of the shell comes; never without it. */
  readonly idleAfter?: number
  /** Milliseconds that a client has for a request's head, and for all of it. */
  readonly patience?: number
}

export interface WebShell {
  /** Opens the page, key included. For the person at this machine and nobody else. */
  readonly url: string
  readonly port: number
  /** Resolves when nobody has used it for `idleAfter`. */
  readonly idle: Promise<void>
  /** Ends all connections and listens no more. */
  close(): Promise<void>
}

/** Bytes of a message from the page: a file of 4 MiB in the least favourable spelling. */
const MESSAGE_LIMIT = 32 * 1024 * 1024

/** What a page and its workers need at once, many times over. Who opens more is none. */
const MOST_CONNECTIONS = 200
const PATIENCE = 10_000

/** @throws Error (`EADDRINUSE`) when the port is taken */
export async function startWebShell({ host, renderer, port: wanted = 0, idleAfter, patience = PATIENCE }: WebShellOptions): Promise<WebShell> {
  const token = randomBytes(24).toString('base64url')
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: patience,
    requestTimeout: patience,
    connectionsCheckingInterval: Math.min(patience, 1000),
  })
  server.maxConnections = MOST_CONNECTIONS
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  // Cookies know no ports: two shells of one machine must not take each other's.
  const cookieName = `managerie-${port}`
  const cookie = `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`managerie: ${String(error)}\n`)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedBy(request)
    const verdict = judgeRequest(asked, token, cookieName)
    switch (verdict.kind) {
      case 'refused':
        if (verdict.status === 405) response.setHeader('Allow', 'GET, HEAD')
        return sendPage(response, asked, verdict.status, refusalPage(verdict.why))
      case 'welcome':
        response.setHeader('Set-Cookie', cookie)
        return sendPage(response, asked, 200, WELCOME)
      case 'file': {
        const file = await readStaticFile(renderer, verdict.path)
        if (!file) return sendPage(response, asked, 404, NOT_FOUND)
        return send(response, asked, 200, file.type, file.bytes, file.fixed ? 'private, max-age=31536000, immutable' : 'no-store')
      }
    }
  }

  const watch = watchForIdleness(idleAfter)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, perMessageDeflate: false, clientTracking: true })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const refusal = judgeUpgrade(askedBy(request), token, cookieName)
    if (refusal !== undefined) {
      socket.end(refusedUpgrade(refusal))
      return
    }
    sockets.handleUpgrade(request, socket, head, (page) => {
      page.once('close', watch.enter())
      serveHost(createSocketPort(page), host)
    })
  })

  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    idle: watch.idle,
    async close() {
      watch.end()
      for (const page of sockets.clients) page.terminate()
      sockets.close()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** @param after milliseconds, or undefined for never */
function watchForIdleness(after: number | undefined): { idle: Promise<void>; enter(): () => void; end(): void } {
  let present = 0
  let timer: NodeJS.Timeout | undefined
  let tell!: () => void
  const idle = new Promise<void>((resolve) => (tell = resolve))
  const wait = (): void => {
    if (after !== undefined) timer = setTimeout(tell, after).unref()
  }
  wait()
  return {
    idle,
    enter() {
      present++
      clearTimeout(timer)
      return () => {
        if (--present === 0) wait()
      }
    },
    end: () => clearTimeout(timer),
  }
}

function askedBy({ method = '', url = '', headers }: IncomingMessage): Asked {
  return { method, url, headers }
}

function sendPage(response: ServerResponse, asked: Asked, status: number, text: string): void {
  send(response, asked, status, 'text/html; charset=utf-8', Buffer.from(text), 'no-store')
}

function send(response: ServerResponse, asked: Asked, status: number, type: string, bytes: Buffer, caching: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    'Cache-Control': caching,
    'Content-Security-Policy': policyFor(asked.headers.host),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  })
  response.end(asked.method === 'HEAD' ? undefined : bytes)
}

/** The page talks to where it came from. A refused request can have any host: it must not write the policy. */
function policyFor(host: string | undefined): string {
  return host !== undefined && /^[\w.[\]:-]+$/.test(host) ? contentSecurityPolicy(`ws://${host}`) : contentSecurityPolicy()
}

function refusedUpgrade(why: Refusal): string {
  const status = why === 'host' || why === 'path' ? '400 Bad Request' : why === 'method' ? '405 Method Not Allowed' : '403 Forbidden'
  const text = refusalPage(why)
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}
