/**
 * The scheme `managerie://app/`: serves the built renderer and nothing else.
 *
 * The files are listed once, at the start; a request is looked up in that list. So there is no path to climb out of:
 * an address names an entry or it names nothing.
 */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { contentSecurityPolicy } from '../host/content-security-policy.ts'
import { CRASH_URL, SCHEME, isOwnAddress } from './policy.ts'
import { crashPage } from './crash-page.ts'

/** How Electron must know the scheme, before it is ready: an origin of its own, treated as https is. */
export const PRIVILEGES = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
} as const

/** The same in every answer. */
export const CONTENT_SECURITY_POLICY = contentSecurityPolicy()

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Makes what answers requests for the scheme.
 *
 * @param root folder of the built renderer
 * @throws Error when the folder is not there or holds no index.html
 */
export function createSchemeHandler(root: string): (request: Request) => Promise<Response> {
  const files = listFiles(root)
  if (!files.has('/index.html')) throw new Error(`no index.html in ${root}. Build the renderer first: npm run build`)
  files.set('/', join(root, 'index.html'))

  return async (request) => {
    if (!isOwnAddress(request.url)) return refuse(403, 'not an address of this app')
    if (request.method !== 'GET') return refuse(405, `${request.method} is not answered here`)
    const url = new URL(request.url)
    if (url.pathname === new URL(CRASH_URL).pathname) {
      return respond(crashPage(url.searchParams.get('reason') ?? ''), '.html')
    }
    const file = files.get(url.pathname)
    if (file === undefined) return refuse(404, 'no such file')
    return respond(await readFile(file), extname(file))
  }
}

function respond(body: string | Uint8Array<ArrayBuffer>, extension: string): Response {
  return new Response(body, {
    headers: { ...HEADERS, 'Content-Type': TYPES[extension] ?? 'application/octet-stream' },
  })
}

function refuse(status: number, reason: string): Response {
  return new Response(reason, { status, headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' } })
}

/** Address paths of all plain files under a folder. Links are left out: they could lead elsewhere. */
function listFiles(root: string, folder = '', into = new Map<string, string>()): Map<string, string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`
    if (entry.isDirectory()) listFiles(root, name, into)
    else if (entry.isFile()) into.set(encodeURI(name), join(root, name))
  }
  return into
}
