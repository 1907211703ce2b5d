/**
 * What the page may do, as plain decisions: navigation, windows, permissions, requests, senders, addresses outside.
 *
 * Everything here says no unless it is on a list. Nothing here touches Electron: `guard.ts` asks and obeys.
 */
import { isOutsidePage } from '../host/outside-pages.ts'

/** The app's own scheme: everything the window shows comes from it (`scheme.ts`). */
export const SCHEME = 'managerie'
/** Origin of the page as Chromium says it. Node's URL says `null` for schemes that it does not know. */
export const ORIGIN = `${SCHEME}://app`
export const START_URL = `${ORIGIN}/`
/** Shown instead of a white window. Served from memory: it must not need what has just failed. */
export const CRASH_URL = `${ORIGIN}/~crash`

/**
 * The one permission the page gets: writing to the clipboard after a click on Copy.
 * Reading it is not among them; the person pastes with the keyboard, which needs none.
 */
const PERMISSIONS: readonly string[] = ['clipboard-sanitized-write']

export type Verdict = 'allow' | 'deny'

/** Whether an address belongs to the app's own page. */
export function isOwnAddress(address: string): boolean {
  const url = parse(address)
  return url !== undefined && url.protocol === `${SCHEME}:` && url.host === 'app' && url.username === '' && url.password === ''
}

/** A frame wants to go to `address`. Our only frame goes nowhere but to our own pages. */
export function navigationVerdict(address: string): Verdict {
  return isOwnAddress(address) ? 'allow' : 'deny'
}

/** Anything the page loads: documents, scripts, workers, fonts, sockets. `blob:` and `data:` never reach this. */
export function requestVerdict(address: string): Verdict {
  return isOwnAddress(address) ? 'allow' : 'deny'
}

/** The page wants a permission. `origin` as Chromium gives it: with or without the last slash. */
export function permissionVerdict(permission: string, origin: string): Verdict {
  return PERMISSIONS.includes(permission) && isOwnAddress(origin) ? 'allow' : 'deny'
}

/** The page, a menu or a lesson wants to open `address` in the person's browser: https, and on the host's list. */
export function externalVerdict(address: string): Verdict {
  return isOutsidePage(address) ? 'allow' : 'deny'
}

/** What is known of a frame that sent a message. `parent` is null for a window's main frame. */
export interface Sender {
  readonly origin: string
  readonly url: string
  readonly parent: unknown
}

/** A message came. Only our own document, in the window's main frame, is heard. A frame that is gone is `null`. */
export function senderVerdict(sender: Sender | null | undefined): Verdict {
  if (sender === null || sender === undefined) return 'deny'
  return sender.parent === null && sender.origin === ORIGIN && isOwnAddress(sender.url) ? 'allow' : 'deny'
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}
