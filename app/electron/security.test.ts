/**
 * Electron's security checklist (electronjs.org/docs/latest/tutorial/security), point by point: what the app is made with
 * holds, and a copy of it in which the point is broken does not. How the pieces behave together is in `main.test.ts`.
 *
 * Point 19, fuses, is a matter of the packaged app, which there is none of yet.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { buildSync } from 'esbuild'
import type { Session, WebContents, WebPreferences } from 'electron'
import { describe, expect, test } from 'vitest'
import { guardContents, guardSession } from './guard.ts'
import { CRASH_URL, ORIGIN, START_URL, externalVerdict, senderVerdict } from './policy.ts'
import { CONTENT_SECURITY_POLICY } from './scheme.ts'
import { windowOptions } from './window-options.ts'

/** Everything that the points ask about. */
interface Facts {
  readonly preferences: WebPreferences
  readonly policy: string
  readonly addresses: readonly string[]
  /** Whether the page gets it. */
  readonly permission: (name: string, origin: string) => boolean
  readonly permissionCheck: (name: string, origin: string) => boolean
  readonly request: (address: string) => boolean
  readonly navigation: (address: string) => boolean
  readonly redirect: (address: string) => boolean
  readonly frameNavigation: (address: string) => boolean
  readonly window: (address: string) => boolean
  readonly webview: () => boolean
  readonly external: (address: string) => boolean
  readonly sender: (sender: Parameters<typeof senderVerdict>[0]) => boolean
  /** Names that the page finds on its window, with theirs. */
  readonly exposed: Readonly<Record<string, readonly string[]>>
  /** Text of the sources of this folder and of the page's HTML. */
  readonly sources: string
  readonly electronVersion: string
}

const own = { origin: ORIGIN, url: START_URL, parent: null }
const remote = 'https://example.org/'

const sound: Facts = {
  preferences: windowOptions('/preload.cjs', { width: 1, height: 1, maximized: false }, 'light', 'linux').webPreferences ?? {},
  policy: CONTENT_SECURITY_POLICY,
  addresses: [START_URL, CRASH_URL],
  ...guarded(),
  external: (address) => externalVerdict(address) === 'allow',
  sender: (sender) => senderVerdict(sender) === 'allow',
  exposed: exposedByPreload(),
  sources: readSources(),
  electronVersion: (JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { devDependencies: { electron: string } }).devDependencies.electron,
}

interface Point {
  readonly point: number
  readonly title: string
  readonly holds: (facts: Facts) => boolean
  readonly broken: readonly Partial<Facts>[]
}
const preference = (broken: WebPreferences): Partial<Facts> => ({ preferences: { ...sound.preferences, ...broken } })
const always = (): boolean => true

const points: readonly Point[] = [
  {
    point: 1,
    title: 'only secure content is loaded: nothing from outside at all',
    holds: ({ request, policy, addresses }) =>
      [remote, 'http://example.org/', 'ws://example.org/', 'ftp://example.org/'].every((address) => !request(address)) &&
      addresses.every((address) => address.startsWith(`${ORIGIN}/`) && request(address)) &&
      !/\bhttps?:|\bwss?:|\*/.test(policy),
    broken: [{ request: always }, { policy: `${CONTENT_SECURITY_POLICY}; img-src https:` }, { addresses: [remote] }],
  },
  {
    point: 2,
    title: 'the page has no Node',
    holds: ({ preferences }) => preferences.nodeIntegration === false && preferences.nodeIntegrationInWorker === false && preferences.nodeIntegrationInSubFrames === false,
    broken: [preference({ nodeIntegration: true }), preference({ nodeIntegrationInWorker: true }), preference({ nodeIntegrationInSubFrames: true })],
  },
  { point: 3, title: 'the preload has a world of its own', holds: ({ preferences }) => preferences.contextIsolation === true, broken: [preference({ contextIsolation: false })] },
  {
    point: 4,
    title: 'the page runs in the sandbox, and so would any other',
    holds: ({ preferences, sources }) => preferences.sandbox === true && sources.includes('app.enableSandbox()') && !sources.includes('no-sandbox'),
    broken: [preference({ sandbox: false }), { sources: '' }, { sources: "app.enableSandbox(); appendSwitch('no-sandbox')" }],
  },
  {
    point: 5,
    title: 'permissions are denied',
    holds: ({ permission, permissionCheck }) =>
      ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read'].every((name) => !permission(name, START_URL) && !permissionCheck(name, ORIGIN)) &&
      !permission('clipboard-sanitized-write', remote),
    broken: [{ permission: always }, { permissionCheck: always }],
  },
  { point: 6, title: 'web security is on', holds: ({ preferences }) => preferences.webSecurity === true, broken: [preference({ webSecurity: false })] },
  {
    point: 7,
    title: 'a content security policy allows our own scripts and no eval',
    holds: ({ policy }) => policy.startsWith("default-src 'none';") && policy.includes("script-src 'self';") && !policy.includes('unsafe-eval') && policy.includes("frame-ancestors 'none'"),
    broken: [{ policy: '' }, { policy: CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") }, { policy: `${CONTENT_SECURITY_POLICY} 'unsafe-eval'` }],
  },
  { point: 8, title: 'no insecure content is mixed in', holds: ({ preferences }) => preferences.allowRunningInsecureContent === false, broken: [preference({ allowRunningInsecureContent: true })] },
  { point: 9, title: 'no experimental features', holds: ({ preferences }) => preferences.experimentalFeatures === false, broken: [preference({ experimentalFeatures: true })] },
  { point: 10, title: 'no Blink features', holds: ({ preferences }) => preferences.enableBlinkFeatures === undefined, broken: [preference({ enableBlinkFeatures: 'CSSVariables' })] },
  { point: 11, title: 'no webview allows popups: there is none', holds: ({ sources }) => !/<webview|allowpopups/i.test(sources), broken: [{ sources: '<webview allowpopups>' }] },
  {
    point: 12,
    title: 'no webview can be attached',
    holds: ({ webview, preferences }) => !webview() && preferences.webviewTag === false,
    broken: [{ webview: always }, preference({ webviewTag: true })],
  },
  {
    point: 13,
    title: 'the page goes nowhere',
    holds: ({ navigation, redirect, frameNavigation }) =>
      [remote, 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x'].every((address) => !navigation(address) && !redirect(address) && !frameNavigation(address)),
    broken: [{ navigation: always }, { redirect: always }, { frameNavigation: always }],
  },
  { point: 14, title: 'no window is opened', holds: ({ window }) => [remote, START_URL, 'https://docs.python.org/3/', 'about:blank'].every((address) => !window(address)), broken: [{ window: always }] },
  {
    point: 15,
    title: 'only pages on the list open outside',
    holds: ({ external }) => external('https://docs.python.org/3/') && [remote, 'file:///bin/sh', 'http://docs.python.org/', 'smb://x/y', 'calculator:'].every((address) => !external(address)),
    broken: [{ external: always }, { external: () => false }],
  },
  {
    point: 16,
    title: 'Electron is a current version, pinned',
    holds: ({ electronVersion }) => /^\d+\.\d+\.\d+$/.test(electronVersion) && Number(electronVersion.split('.')[0]) >= 45,
    broken: [{ electronVersion: '^45.0.0' }, { electronVersion: '22.3.1' }],
  },
  {
    point: 17,
    title: "messages are heard from our own document's main frame only",
    holds: ({ sender }) => sender(own) && !sender({ ...own, parent: own }) && !sender({ ...own, origin: remote }) && !sender({ ...own, url: remote }) && !sender(null),
    broken: [{ sender: always }, { sender: () => false }, { sender: (sender) => sender !== null }],
  },
  {
    point: 18,
    title: 'pages come from an own scheme, never from file://',
    holds: ({ addresses, navigation, request, sources }) => addresses.every((address) => !address.startsWith('file:')) && !navigation('file:///x') && !request('file:///x') && !sources.includes('loadFile('),
    broken: [{ addresses: ['file:///index.html'] }, { sources: "window.loadFile('index.html')" }, { request: always }],
  },
  {
    point: 20,
    title: 'the page gets three functions of a port, and nothing of Electron',
    holds: ({ exposed }) => JSON.stringify(exposed) === '{"managerie":["onClose","onMessage","post"]}',
    broken: [{ exposed: { managerie: ['ipcRenderer', 'onClose', 'onMessage', 'post'] } }, { exposed: { ...exposedByPreload(), electron: [] } }],
  },
]

describe.each(points)('$point. $title', ({ holds, broken }) => {
  test('holds', () => expect(holds(sound)).toBe(true))
  test.each(broken.map((change, index) => [index, change] as const))('is seen to be broken, way %i', (_index, change) => {
    expect(holds({ ...sound, ...change })).toBe(false)
  })
})

test('what is denied is said, and what is allowed is not', () => {
  const { denied, session, contents } = guardedParts()
  session.request('https://example.org/x')
  session.request(START_URL)
  session.permission('media', START_URL)
  contents.navigate('will-navigate', 'https://example.org/y')
  contents.open('https://example.org/z')
  expect(denied).toEqual([
    'request for https://example.org/x',
    `permission media for ${START_URL}`,
    'navigation to https://example.org/y',
    'a window for https://example.org/z',
  ])
})

test('a window for a page on our list opens that page outside instead', () => {
  const { opened, contents } = guardedParts()
  expect(contents.open('https://docs.python.org/3/')).toBe('deny')
  expect(opened).toEqual(['https://docs.python.org/3/'])
})

test('a permission for a frame inside the page is denied', () => {
  const { session } = guardedParts()
  expect(session.permission('clipboard-sanitized-write', START_URL, true)).toBe(true)
  expect(session.permission('clipboard-sanitized-write', START_URL, false)).toBe(false)
})

/** The guards on a session and contents that only remember their handlers. */
function guardedParts() {
  const denied: string[] = []
  const opened: string[] = []
  const actions = { denied: (what: string) => void denied.push(what), openExternal: (address: string) => void opened.push(address) }
  const kept: Record<string, (...args: never[]) => unknown> = {}
  const keep = (name: string) => (handler: (...args: never[]) => unknown) => void (kept[name] = handler)
  guardSession(
    {
      setPermissionRequestHandler: keep('permission'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: keep('request') },
    } as unknown as Session,
    actions,
  )
  guardContents({ on: (_name: string, listener: (...args: never[]) => unknown) => {
    const contents = { on: (name: string, handler: (...args: never[]) => unknown) => keep(name)(handler), setWindowOpenHandler: keep('open') }
    listener(...([{}, contents as unknown as WebContents] as never[]))
  } } as never, actions)
  const call = (name: string, ...args: unknown[]): unknown => kept[name]?.(...(args as never[]))
  let result: unknown
  const answer = (value: unknown): void => void (result = value)
  return {
    denied,
    opened,
    session: {
      permission: (name: string, requestingUrl: string, isMainFrame = true) => (call('permission', null, name, answer, { requestingUrl, isMainFrame }), result as boolean),
      check: (name: string, origin: string) => call('check', null, name, origin) as boolean,
      request: (url: string) => (call('request', { url }, answer), !(result as { cancel: boolean }).cancel),
    },
    contents: {
      navigate(name: string, url: string): boolean {
        let prevented = false
        call(name, { url, preventDefault: () => void (prevented = true) })
        return !prevented
      },
      open: (url: string) => (call('open', { url }) as { action: string }).action,
    },
  }
}

function guarded(): Pick<Facts, 'permission' | 'permissionCheck' | 'request' | 'navigation' | 'redirect' | 'frameNavigation' | 'window' | 'webview'> {
  const { session, contents } = guardedParts()
  return {
    permission: (name, origin) => session.permission(name, origin),
    permissionCheck: session.check,
    request: session.request,
    navigation: (address) => contents.navigate('will-navigate', address),
    redirect: (address) => contents.navigate('will-redirect', address),
    frameNavigation: (address) => contents.navigate('will-frame-navigate', address),
    window: (address) => contents.open(address) !== 'deny',
    webview: () => contents.navigate('will-attach-webview', ''),
  }
}

/** Runs the preload as it is shipped, and says what it puts on the page's window. */
function exposedByPreload(): Record<string, string[]> {
  const { outputFiles } = buildSync({ entryPoints: [join(import.meta.dirname, 'preload.ts')], bundle: true, write: false, format: 'cjs', platform: 'node', external: ['electron'] })
  const exposed: Record<string, string[]> = {}
  const electron = {
    ipcRenderer: { on: () => {}, send: () => {} },
    contextBridge: { exposeInMainWorld: (name: string, api: object) => (exposed[name] = Object.keys(api).toSorted()) },
  }
  runInNewContext(outputFiles[0]?.text ?? '', { require: () => electron, module: { exports: {} }, crypto: globalThis.crypto })
  return exposed
}

function readSources(): string {
  const here = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const files = [...here.map((name) => join(import.meta.dirname, name)), join(import.meta.dirname, '../renderer/index.html')]
  return files.map((file) => readFileSync(file, 'utf8')).join('\n')
}
