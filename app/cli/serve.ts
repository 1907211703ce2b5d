/** `managerie serve`: a SyncManager for any client. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { constants } from 'node:os'

export interface ServeOptions {
  readonly address: string
  readonly authkeyHex?: string
  readonly json?: boolean
}

/** How long open connections may take to close at the end, in milliseconds. */
const LAST_MOMENT = 300

export async function serveCommand({ address: asked, authkeyHex, json }: ServeOptions): Promise<void> {
  const address = parseAddress(asked)
  const authkey = chooseKey(authkeyHex, process.env)
  const { SyncManager } = await import('multiprocessing/managers')
  const server = new SyncManager({ address, authkey: authkey.bytes }).getServer()
  try {
    await server.ready
  } catch (error) {
    throw new Error(explain(error, asked), { cause: error })
  }
  const stop = (): void => server.stop()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const served = server.serveForever()
  const hex = Buffer.from(authkey.bytes).toString('hex')
  // A key that was given is known to who gave it, and is not for the log of who starts this.
  const made = authkey.random ? { authkey: hex } : {}
  if (json) process.stdout.write(`${JSON.stringify({ address: server.address, formatted: formatAddress(server.address), pid: process.pid, ...made })}\n`)
  else {
    if (authkey.random) process.stderr.write(`authkey ${hex}\n`)
    process.stdout.write(`READY ${formatAddress(server.address)}\n`)
  }
  await served
  // Answers that are on their way get there; a client that does not close its end keeps nobody.
  setTimeout(() => process.exit(0), LAST_MOMENT).unref()
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
}

type Address = readonly [host: string, port: number] | string

/**
 * `HOST:PORT` (no host: 127.0.0.1; `[::1]:0` for IPv6), anything else is the path of a socket.
 * @throws Error for a port that is none
 */
export function parseAddress(text: string): Address {
  const [, host, digits] = /^(\[[^\]]*\]|[^:/\\]*):(\d+)$/.exec(text) ?? []
  if (digits === undefined) {
    if (text !== '' && (/[/\\]/.test(text) || !text.includes(':'))) return text
    throw new Error(`expected an address HOST:PORT or the path of a socket, got '${text}'`)
  }
  const port = Number(digits)
  if (port > 65535) throw new Error(`expected a port from 0 to 65535, got ${digits}`)
  return [host!.replace(/^\[|\]$/g, '') || '127.0.0.1', port]
}

export function formatAddress(address: Address): string {
  if (typeof address === 'string') return address
  const [host, port] = address
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** @throws Error for hexadecimal digits that are none */
export function chooseKey(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): { bytes: Uint8Array; random: boolean } {
  const hex = flag ?? env['MANAGERIE_AUTHKEY_HEX']
  if (hex !== undefined) {
    if (!/^([0-9a-f]{2})+$/i.test(hex)) {
      throw new Error(`expected ${flag === undefined ? 'MANAGERIE_AUTHKEY_HEX' : '--authkey-hex'} to be pairs of hexadecimal digits, at least one`)
    }
    return { bytes: new Uint8Array(Buffer.from(hex, 'hex')), random: false }
  }
  const text = env['MANAGERIE_AUTHKEY']
  if (text) return { bytes: new TextEncoder().encode(text), random: false }
  return { bytes: new Uint8Array(randomBytes(32)), random: true }
}

/** A system's error in words, whether Node's own (a code) or one of Python's classes (a number). */
function explain(error: unknown, address: string): string {
  const { code, errno, message } = error as NodeJS.ErrnoException
  const is = (name: keyof typeof constants.errno): boolean => code === name || Math.abs(errno ?? 0) === constants.errno[name]
  if (is('EADDRINUSE')) return `${address} is in use: choose another --address, or end the program that listens there`
  if (is('EADDRNOTAVAIL') || code === 'ENOTFOUND') return `${address} is not an address of this machine`
  if (is('EACCES')) return `${address}: listening there is not allowed to you`
  return `cannot listen at ${address}: ${message}`
}
