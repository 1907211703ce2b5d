/**
 * Electron's security checklist (electronjs.org/docs/latest/tutorial/security), point by point: it holds for the sources as they
 * are, and does not for a copy in which the point is broken. How the pieces behave together is in `main.test.ts`.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import * as parts from './test/security-parts.ts'
import { type Facts, type Mutation, gatherFacts, guardedParts } from './test/security-facts.ts'

const { START_URL } = parts
const remote = 'https://example.org/'

interface Point {
  readonly point: number
  readonly title: string
  readonly holds: (facts: Facts) => boolean
  readonly broken: readonly Mutation[]
}
const inFile = (file: string) => (from: string, to: string): Mutation => ({ file, from, to })
const inOptions = inFile('app/electron/window-options.ts')
const inPolicy = inFile('app/electron/policy.ts')
const inGuard = inFile('app/electron/guard.ts')
const inCsp = inFile('app/host/content-security-policy.ts')
const inPreload = inFile('app/electron/preload.ts')
const inYml = inFile('electron-builder.yml')
/** A preference that was turned. */
const turned = (name: string, from: boolean): Mutation => inOptions(`${name}: ${from},`, `${name}: ${!from},`)
const gone = (name: string, value: boolean): Mutation => inOptions(`    ${name}: ${value},\n`, '')

const points: readonly Point[] = [
  {
    point: 1,
    title: 'only secure content is loaded: nothing from outside at all',
    holds: ({ request, policy, addresses, origin }) =>
      [remote, 'http://example.org/', 'ws://example.org/', 'ftp://example.org/'].every((address) => !request(address)) &&
      addresses.every((address) => address.startsWith(`${origin}/`) && request(address)) &&
      origin.startsWith('managerie:') &&
      !/\bhttps?:|\bwss?:|\*/.test(policy),
    broken: [
      inGuard('answer({ cancel: !allowed })', 'answer({ cancel: false })'),
      inCsp("img-src 'self' data:", "img-src 'self' data: https:"),
      inPolicy('export const START_URL = `${ORIGIN}/`', "export const START_URL = 'https://example.org/'"),
      inPolicy("return isOwnAddress(address) ? 'allow' : 'deny'\n}\n\n/** The page wants", "return 'allow'\n}\n\n/** The page wants"),
    ],
  },
  {
    point: 2,
    title: 'the page has no Node',
    holds: ({ preferences }) => preferences.nodeIntegration === false && preferences.nodeIntegrationInWorker === false && preferences.nodeIntegrationInSubFrames === false,
    broken: [turned('nodeIntegration', false), turned('nodeIntegrationInWorker', false), turned('nodeIntegrationInSubFrames', false), gone('nodeIntegration', false)],
  },
  { point: 3, title: 'the preload has a world of its own', holds: ({ preferences }) => preferences.contextIsolation === true, broken: [turned('contextIsolation', true), gone('contextIsolation', true)] },
  {
    point: 4,
    title: 'the page runs in the sandbox, and so would any other',
    holds: ({ preferences, sources }) => preferences.sandbox === true && sources.includes('app.enableSandbox()') && !sources.includes('no-sandbox'),
    broken: [
      turned('sandbox', true),
      inFile('app/electron/application.ts')('  app.enableSandbox()\n', ''),
      inFile('app/electron/application.ts')('  app.enableSandbox()\n', "  app.enableSandbox()\n  app.commandLine.appendSwitch('no-sandbox')\n"),
    ],
  },
  {
    point: 5,
    title: 'permissions are denied',
    holds: ({ permission, permissionCheck, device, origin }) =>
      ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read'].every((name) => !permission(name, START_URL) && !permissionCheck(name, origin)) &&
      !permission('clipboard-sanitized-write', remote) &&
      !device(),
    broken: [
      inGuard('answer(allowed)', 'answer(true)'),
      inGuard("=> permissionVerdict(permission, origin) === 'allow')", '=> true)'),
      inGuard('setDevicePermissionHandler(() => false)', 'setDevicePermissionHandler(() => true)'),
      inPolicy("['clipboard-sanitized-write']", "['clipboard-sanitized-write', 'media']"),
      inPolicy('PERMISSIONS.includes(permission) && isOwnAddress(origin)', 'PERMISSIONS.includes(permission)'),
    ],
  },
  { point: 6, title: 'web security is on', holds: ({ preferences }) => preferences.webSecurity === true, broken: [turned('webSecurity', true), gone('webSecurity', true)] },
  {
    point: 7,
    title: 'a content security policy allows our own scripts and no eval',
    holds: ({ policy }) => policy.startsWith("default-src 'none';") && policy.includes("script-src 'self';") && !policy.includes('unsafe-eval') && policy.includes("frame-ancestors 'none'"),
    broken: [
      inCsp("default-src 'none'", "default-src 'self'"),
      inCsp("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
      inCsp("script-src 'self'", "script-src 'self' 'unsafe-eval'"),
      inCsp('    "frame-ancestors \'none\'",\n', ''),
    ],
  },
  { point: 8, title: 'no insecure content is mixed in', holds: ({ preferences }) => preferences.allowRunningInsecureContent === false, broken: [turned('allowRunningInsecureContent', false)] },
  { point: 9, title: 'no experimental features', holds: ({ preferences }) => preferences.experimentalFeatures === false, broken: [turned('experimentalFeatures', false)] },
  {
    point: 10,
    title: 'no Blink features',
    holds: ({ preferences }) => preferences.enableBlinkFeatures === undefined,
    broken: [inOptions('webviewTag: false,', "webviewTag: false,\n    enableBlinkFeatures: 'CSSVariables',")],
  },
  {
    point: 11,
    title: 'no webview allows popups: there is none',
    holds: ({ sources }) => !/<webview|allowpopups/i.test(sources),
    broken: [inFile('app/renderer/index.html')('<div id="app"></div>', '<div id="app"></div><webview allowpopups></webview>')],
  },
  {
    point: 12,
    title: 'no webview can be attached',
    holds: ({ webview, preferences }) => !webview() && preferences.webviewTag === false,
    broken: [turned('webviewTag', false), inGuard("contents.on('will-attach-webview', (event) => {\n    event.preventDefault()", "contents.on('will-attach-webview', (event) => {\n    void event")],
  },
  {
    point: 13,
    title: 'the page goes nowhere',
    holds: ({ navigation, redirect, frameNavigation }) =>
      [remote, 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/html,x'].every((address) => !navigation(address) && !redirect(address) && !frameNavigation(address)),
    broken: [
      inGuard("  contents.on('will-navigate', navigate)\n", ''),
      inGuard("  contents.on('will-redirect', navigate)\n", ''),
      inGuard("  contents.on('will-frame-navigate', navigate)\n", ''),
      inPolicy('return url !== undefined && url.protocol === `${SCHEME}:`', 'return url !== undefined || url.protocol === `${SCHEME}:`'),
    ],
  },
  {
    point: 14,
    title: 'no window is opened',
    holds: ({ window }) => [remote, START_URL, 'https://docs.python.org/3/', 'about:blank'].every((address) => !window(address)),
    broken: [inGuard("return { action: 'deny' }", "return { action: 'allow' }"), inGuard('contents.setWindowOpenHandler(', 'void (')],
  },
  {
    point: 15,
    title: 'only pages on the list open outside',
    holds: ({ external }) => external('https://docs.python.org/3/') && [remote, 'file:///bin/sh', 'http://docs.python.org/', 'smb://x/y', 'calculator:'].every((address) => !external(address)),
    broken: [
      inPolicy("return isOutsidePage(address) ? 'allow' : 'deny'", "return 'allow'"),
      inPolicy("return isOutsidePage(address) ? 'allow' : 'deny'", "return 'deny'"),
      inFile('app/host/outside-pages.ts')('known === origin &&', ''),
    ],
  },
  {
    point: 16,
    title: 'Electron is a current version, pinned',
    holds: ({ electronVersion }) => /^\d+\.\d+\.\d+$/.test(electronVersion) && Number(electronVersion.split('.')[0]) >= 45,
    broken: [inFile('package.json')('"electron": "45.', '"electron": "^45.'), inFile('package.json')('"electron": "45.', '"electron": "22.')],
  },
  {
    point: 17,
    title: "messages are heard from our own document's main frame only",
    holds: ({ sender, origin }) => {
      const own = { origin, url: START_URL, parent: null }
      return sender(own) && !sender({ ...own, parent: own }) && !sender({ ...own, origin: remote }) && !sender({ ...own, url: remote }) && !sender(null)
    },
    broken: [
      inPolicy('sender.parent === null && ', ''),
      inPolicy(' && sender.origin === ORIGIN', ''),
      inPolicy(' && isOwnAddress(sender.url)', ''),
      inPolicy("if (sender === null || sender === undefined) return 'deny'", "if (sender === null || sender === undefined) return 'allow'"),
    ],
  },
  {
    point: 18,
    title: 'pages come from an own scheme, never from file://',
    holds: ({ addresses, navigation, request, sources, fuses }) =>
      addresses.every((address) => !address.startsWith('file:')) && !navigation('file:///x') && !request('file:///x') && !sources.includes('loadFile(') && fuses['grantFileProtocolExtraPrivileges'] === false,
    broken: [
      inPolicy('export const START_URL = `${ORIGIN}/`', "export const START_URL = 'file:///index.html'"),
      inFile('app/electron/window.ts')('window.loadURL(address)', 'window.loadFile(address)'),
      inYml('grantFileProtocolExtraPrivileges: false', 'grantFileProtocolExtraPrivileges: true'),
    ],
  },
  {
    point: 19,
    title: 'fuses: what the app does not use is burnt out',
    // `runAsNode` is used: learners' programs are run with it (electron-builder.yml says why).
    holds: ({ fuses }) =>
      JSON.stringify(Object.entries(fuses).toSorted()) ===
      JSON.stringify([
        ['enableCookieEncryption', true],
        ['enableEmbeddedAsarIntegrityValidation', true],
        ['enableNodeCliInspectArguments', false],
        ['enableNodeOptionsEnvironmentVariable', false],
        ['grantFileProtocolExtraPrivileges', false],
        ['loadBrowserProcessSpecificV8Snapshot', false],
        ['onlyLoadAppFromAsar', true],
        ['runAsNode', true],
      ]),
    broken: [
      ...['enableCookieEncryption', 'enableEmbeddedAsarIntegrityValidation', 'onlyLoadAppFromAsar'].map((name) => inYml(`${name}: true`, `${name}: false`)),
      ...['enableNodeCliInspectArguments', 'enableNodeOptionsEnvironmentVariable', 'loadBrowserProcessSpecificV8Snapshot'].map((name) => inYml(`${name}: false`, `${name}: true`)),
      inYml('  onlyLoadAppFromAsar: true\n', ''),
      inYml('electronFuses:', 'fuses:'),
    ],
  },
  {
    point: 20,
    title: 'the page gets three functions of a port, and nothing of Electron',
    holds: ({ exposed }) => JSON.stringify(exposed) === '{"managerie":["onClose","onMessage","post"]}',
    broken: [inPreload("exposeInMainWorld('managerie', {", "exposeInMainWorld('managerie', {\n  ipcRenderer,"), inPreload("contextBridge.exposeInMainWorld('managerie'", "contextBridge.exposeInMainWorld('electron', { ipcRenderer })\ncontextBridge.exposeInMainWorld('managerie'")],
  },
]

let sound: Facts
beforeAll(async () => {
  sound = await gatherFacts()
})

test('the list has all twenty points, each once', () => {
  expect(points.map(({ point }) => point)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

describe.each(points)('$point. $title', ({ holds, broken }) => {
  test('holds', () => expect(holds(sound)).toBe(true))
  test.each(broken.map((mutation) => [mutation.from.trim().slice(0, 60), mutation.to.trim().slice(0, 60), mutation] as const))('is seen to be broken: %s → %s', async (_from, _to, mutation) => {
    expect(holds(await gatherFacts(mutation))).toBe(false)
  })
})

test('something to be broken that is not there any more is an error, not a test that says nothing', async () => {
  await expect(gatherFacts(inPolicy('words that nobody wrote', ''))).rejects.toThrow('policy.ts has no "words that nobody wrote" any more')
})

test('what is denied is said, and what is allowed is not', () => {
  const { denied, session, contents } = guardedParts(parts)
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
  const { opened, contents } = guardedParts(parts)
  expect(contents.open('https://docs.python.org/3/')).toBe('deny')
  expect(opened).toEqual(['https://docs.python.org/3/'])
})

test('a permission for a frame inside the page is denied', () => {
  const { session } = guardedParts(parts)
  expect(session.permission('clipboard-sanitized-write', START_URL, true)).toBe(true)
  expect(session.permission('clipboard-sanitized-write', START_URL, false)).toBe(false)
})
