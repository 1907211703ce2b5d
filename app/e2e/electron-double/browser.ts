/**
 * The one Chromium behind all windows: started with the first window, ended with the app.
 *
 * Every request passes through here: navigation handlers first, then `webRequest`, then the app's own scheme. A window
 * that was not allowed is closed, and nothing it asks for leaves.
 */
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContext, type Page, type Route, chromium } from 'playwright-core'
import { CHROMIUM_ARGUMENTS, chromiumPath } from '../chromium.ts'
import { toApp, toChromium } from './addresses.ts'
import type { WebContents } from './contents.ts'
import { defaultSession, handlerOf, schemes } from './session.ts'

interface Browser {
  readonly context: BrowserContext
  /** Where another Playwright connects. */
  readonly endpoint: string
}

let starting: Promise<Browser> | undefined
/** The page that every Chromium opens with: the first window takes it. */
let unused: Page | undefined
const owners = new Map<Page, WebContents>()
/** Windows that pages asked for, by address, and what the app said. */
const windowVerdicts = new Map<string, 'allow' | 'deny'>()

/** @param folder the app's user data: Chromium's profile is kept inside */
export function startBrowser(folder: string, dark: boolean): Promise<Browser> {
  starting ??= launch(join(folder, 'double-chromium'), dark)
  return starting
}

async function launch(profile: string, dark: boolean): Promise<Browser> {
  mkdirSync(profile, { recursive: true })
  const executablePath = chromiumPath()
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...CHROMIUM_ARGUMENTS, '--remote-debugging-port=0', '--remote-debugging-address=127.0.0.1'],
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  unused = context.pages()[0]
  await context.route(() => true, answer)
  context.on('page', (page) => void judgePage(page))
  const [port = ''] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')
  return { context, endpoint: `http://127.0.0.1:${port}` }
}

export async function stopBrowser(): Promise<void> {
  const browser = await starting?.catch(() => undefined)
  await browser?.context.close()
}

/** A page for a window's contents: Chromium's first one, or a new one. */
export async function takePage(browser: Browser, owner: WebContents): Promise<Page> {
  const free = unused
  unused = undefined
  if (free !== undefined) {
    owners.set(free, owner)
    return free
  }
  // Owned before it is announced: a page that nobody owns is a window that a page asked for.
  owned++
  const page = await browser.context.newPage().finally(() => owned--)
  owners.set(page, owner)
  return page
}
let owned = 0

export function releasePage(page: Page): void {
  owners.delete(page)
}

/** Remembers what the app said about a window that a page asks for. */
export function rememberVerdict(address: string, verdict: 'allow' | 'deny'): void {
  windowVerdicts.set(address, verdict)
}

async function judgePage(page: Page): Promise<void> {
  if (owners.has(page) || owned > 0) return
  if (windowVerdicts.get(page.url()) === 'allow') return
  await page.close().catch(() => undefined)
}

async function answer(route: Route): Promise<void> {
  try {
    await judge(route)
  } catch (error) {
    process.stderr.write(`double: ${route.request().url()}: ${String(error)}\n`)
    await route.abort('failed').catch(() => undefined)
  }
}

async function judge(route: Route): Promise<void> {
  const request = route.request()
  const address = toApp(request.url(), schemes)
  const owner = ownerOf(route)
  if (owner === undefined) {
    const allowed = windowVerdicts.get(request.url()) === 'allow'
    return allowed ? await route.continue() : await route.abort('blockedbyclient')
  }
  if (request.isNavigationRequest() && !owner.allowsNavigation(address, request.frame())) return await route.abort('aborted')
  if (!(await defaultSession.allowsRequest(address, request.method(), resourceType(request.resourceType())))) {
    return await route.abort('blockedbyclient')
  }
  const handler = handlerOf(address)
  if (handler === undefined) return await route.continue()
  const body = request.postDataBuffer()
  const response = await handler(
    new Request(address, {
      method: request.method(),
      headers: request.headers(),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }),
  )
  if (response.status >= 300 && response.status < 400) throw new Error('The double follows no redirects of an own scheme.')
  const headers = Object.fromEntries(response.headers)
  for (const [name, value] of Object.entries(headers)) headers[name] = value.replaceAll(OWN_ADDRESS, (found) => toChromium(found, schemes))
  await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
}

/** Own addresses in headers (a policy that names its origin) are spelled as Chromium sees them. */
const OWN_ADDRESS = /[a-z][a-z0-9+.-]*:\/\/[^\s;,'"]+/g

function ownerOf(route: Route): WebContents | undefined {
  try {
    return owners.get(route.request().frame().page())
  } catch {
    // A request of a window that is only being made: nobody owns it.
    return undefined
  }
}

/** Playwright's kinds in Electron's words. */
function resourceType(kind: string): string {
  const names: Readonly<Record<string, string>> = { document: 'mainFrame', stylesheet: 'stylesheet', script: 'script', image: 'image', font: 'font', xhr: 'xhr', fetch: 'xhr', media: 'media', websocket: 'webSocket' }
  return names[kind] ?? 'other'
}
