/**
 * Who may come in: verdicts on requests, as plain functions on what a request says.
 *
 * The shell listens on loopback only, but every program and every web page on the machine can reach that. So a
 * request needs three things: a loopback `Host` (else a foreign name that was made to point here, DNS rebinding), no
 * foreign `Origin`, and the token, which only the person has who was shown the address. The token comes once in the
 * address and from then on in a cookie that no script can read and that no other site's request carries.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Address of the page's connection to the host. */
export const PORT_PATH = '/port'

export interface Asked {
  readonly method: string
  /** As it came: path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

export type Verdict =
  /** The token came in the address: give the cookie, go on to an address without it. */
  | { readonly kind: 'welcome' }
  /** A file of the page, by its decoded path that begins with `/`. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 405; readonly why: Refusal }

export type Refusal = 'method' | 'host' | 'origin' | 'site' | 'no token' | 'wrong token' | 'path'

/** Judges a request for a page or file. */
export function judgeRequest(asked: Asked, token: string, cookieName: string): Verdict {
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return refuse(405, 'method')
  const { host, origin } = asked.headers
  if (!isLoopback(host)) return refuse(400, 'host')
  if (origin !== undefined && origin !== `http://${host}`) return refuse(403, 'origin')
  const path = pathOf(asked.url)
  if (path === undefined) return refuse(400, 'path')
  const given = tokenIn(asked.url)
  if (path === '/' && given !== undefined) return isSame(given, token) ? { kind: 'welcome' } : refuse(403, 'wrong token')
  // A page of another port of this machine is the same site to a cookie, and may show ours but not read its parts.
  const site = asked.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && asked.headers['sec-fetch-mode'] !== 'navigate') return refuse(403, 'site')
  const cookie = cookieIn(asked.headers.cookie, cookieName)
  if (cookie === undefined) return refuse(403, 'no token')
  if (!isSame(cookie, token)) return refuse(403, 'wrong token')
  return { kind: 'file', path: path === '/' ? '/index.html' : path }
}

/** Judges a request for a WebSocket. Undefined: it may come in. */
export function judgeUpgrade(asked: Asked, token: string, cookieName: string): Refusal | undefined {
  if (asked.method !== 'GET') return 'method'
  const { host, origin } = asked.headers
  if (!isLoopback(host)) return 'host'
  // Browsers always say where a WebSocket comes from. Who does not is none, or hides it.
  if (origin !== `http://${host}`) return 'origin'
  if (pathOf(asked.url) !== PORT_PATH) return 'path'
  const cookie = cookieIn(asked.headers.cookie, cookieName)
  if (cookie === undefined) return 'no token'
  return isSame(cookie, token) ? undefined : 'wrong token'
}

function refuse(status: 400 | 403 | 405, why: Refusal): Verdict {
  return { kind: 'refused', status, why }
}

/** A name or number of this machine, with any port: it may be reached through a tunnel. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host)
}

/** The decoded path, or undefined for one that no page of ours asks for. */
function pathOf(url: string): string | undefined {
  const end = url.search(/[?#]/)
  let path
  try {
    path = decodeURIComponent(end < 0 ? url : url.slice(0, end))
  } catch {
    return undefined
  }
  if (!path.startsWith('/') || /[\0\\%]/.test(path)) return undefined
  return path === '/' || path.slice(1).split('/').every((part) => part !== '' && !part.startsWith('.')) ? path : undefined
}

function tokenIn(url: string): string | undefined {
  const query = url.indexOf('?')
  return query < 0 ? undefined : (new URLSearchParams(url.slice(query)).get('token') ?? undefined)
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=')
    if (key === name) return value ?? ''
  }
  return undefined
}

/** Compares in the same time whatever is different. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
