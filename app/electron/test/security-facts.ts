/**
 * Everything that Electron's security checklist asks about, gathered from the sources: built, loaded and asked. A source can
 * be broken on the way, so that a test can see whether it would be noticed.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInNewContext } from 'node:vm'
import { type Plugin, build } from 'esbuild'
import type { Session, WebContents, WebPreferences } from 'electron'
import type { Sender } from '../policy.ts'

const ROOT = join(import.meta.dirname, '../../..')
const ELECTRON = join(ROOT, 'app/electron')

/** Something broken: in `file` (from the project's folder), `from` becomes `to`. */
export interface Mutation {
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface Facts {
  readonly preferences: WebPreferences
  readonly policy: string
  readonly addresses: readonly string[]
  readonly origin: string
  /** Whether the page gets it. */
  readonly permission: (name: string, origin: string) => boolean
  readonly permissionCheck: (name: string, origin: string) => boolean
  readonly device: () => boolean
  readonly request: (address: string) => boolean
  readonly navigation: (address: string) => boolean
  readonly redirect: (address: string) => boolean
  readonly frameNavigation: (address: string) => boolean
  readonly window: (address: string) => boolean
  readonly webview: () => boolean
  readonly external: (address: string) => boolean
  readonly sender: (sender: Sender | null) => boolean
  /** Names that the page finds on its window, with theirs. */
  readonly exposed: Readonly<Record<string, readonly string[]>>
  /** Text of the sources of this folder and of the page's HTML. */
  readonly sources: string
  readonly electronVersion: string
  /** As in `electron-builder.yml`. */
  readonly fuses: Readonly<Record<string, boolean>>
}

type Parts = typeof import('./security-parts.ts')

/** @throws Error when there is nothing in the file to be broken: the mutation is out of date */
export async function gatherFacts(mutation?: Mutation): Promise<Facts> {
  const read = (file: string): string => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    if (mutation?.file !== file) return text
    if (!text.includes(mutation.from)) throw new Error(`${file} has no ${JSON.stringify(mutation.from)} any more`)
    return text.replace(mutation.from, () => mutation.to)
  }
  if (mutation !== undefined) read(mutation.file)
  const parts = await loadParts(read)
  const { webPreferences = {} } = parts.windowOptions('/preload.cjs', { width: 1, height: 1, maximized: false }, 'light', 'linux')
  return {
    preferences: webPreferences,
    policy: parts.CONTENT_SECURITY_POLICY,
    addresses: [parts.START_URL, parts.CRASH_URL],
    origin: parts.ORIGIN,
    ...guarded(parts),
    external: (address) => parts.externalVerdict(address) === 'allow',
    sender: (sender) => parts.senderVerdict(sender) === 'allow',
    exposed: await exposedByPreload(read),
    sources: sourceFiles().map(read).join('\n'),
    electronVersion: (JSON.parse(read('package.json')) as { devDependencies: { electron: string } }).devDependencies.electron,
    fuses: fusesIn(read('electron-builder.yml')),
  }
}

/** Builds a file of this folder's, with the sources as `read` gives them. */
async function built(entry: string, format: 'esm' | 'cjs', read: (file: string) => string): Promise<string> {
  const mutated: Plugin = {
    name: 'mutated',
    setup(plugin) {
      plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(ROOT, path).replaceAll('\\', '/')
        return file.startsWith('app/') ? { contents: read(file), loader: 'ts' } : undefined
      })
    },
  }
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format, platform: 'node', external: ['electron'], plugins: [mutated], logLevel: 'silent' })
  return outputFiles[0]?.text ?? ''
}

async function loadParts(read: (file: string) => string): Promise<Parts> {
  const folder = mkdtempSync(join(tmpdir(), 'managerie-security-'))
  try {
    const file = join(folder, 'parts.mjs')
    writeFileSync(file, await built(join(import.meta.dirname, 'security-parts.ts'), 'esm', read))
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Parts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The guards on a session and contents that only remember their handlers. */
export function guardedParts({ guardContents, guardSession }: Pick<Parts, 'guardContents' | 'guardSession'>) {
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
  const contents = { on: (name: string, handler: (...args: never[]) => unknown) => keep(name)(handler), setWindowOpenHandler: keep('open') }
  guardContents(
    {
      on(_name: string, listener: (...args: never[]) => unknown) {
        listener(...([{}, contents as unknown as WebContents] as never[]))
      },
    } as never,
    actions,
  )
  // Without a handler Electron allows.
  const call = (name: string, ...args: unknown[]): unknown => kept[name]?.(...(args as never[]))
  let result: unknown
  const answer = (value: unknown): void => void (result = value)
  return {
    denied,
    opened,
    session: {
      permission: (name: string, requestingUrl: string, isMainFrame = true) => {
        result = true
        call('permission', null, name, answer, { requestingUrl, isMainFrame })
        return result as boolean
      },
      check: (name: string, origin: string) => (kept['check'] === undefined ? true : (call('check', null, name, origin) as boolean)),
      device: () => (kept['device'] === undefined ? true : (call('device', {}) as boolean)),
      request: (url: string) => {
        result = { cancel: false }
        call('request', { url }, answer)
        return !(result as { cancel: boolean }).cancel
      },
    },
    contents: {
      navigate(name: string, url: string): boolean {
        let prevented = false
        call(name, { url, preventDefault: () => void (prevented = true) })
        return !prevented
      },
      open: (url: string) => (kept['open'] === undefined ? 'allow' : (call('open', { url }) as { action: string }).action),
    },
  }
}

function guarded(parts: Parts): Pick<Facts, 'permission' | 'permissionCheck' | 'device' | 'request' | 'navigation' | 'redirect' | 'frameNavigation' | 'window' | 'webview'> {
  const { session, contents } = guardedParts(parts)
  return {
    permission: (name, origin) => session.permission(name, origin),
    permissionCheck: session.check,
    device: session.device,
    request: session.request,
    navigation: (address) => contents.navigate('will-navigate', address),
    redirect: (address) => contents.navigate('will-redirect', address),
    frameNavigation: (address) => contents.navigate('will-frame-navigate', address),
    window: (address) => contents.open(address) !== 'deny',
    webview: () => contents.navigate('will-attach-webview', ''),
  }
}

/** Runs the preload as it is shipped, and says what it puts on the page's window. */
async function exposedByPreload(read: (file: string) => string): Promise<Record<string, string[]>> {
  const code = await built(join(ELECTRON, 'preload.ts'), 'cjs', read)
  const exposed: Record<string, string[]> = {}
  const electron = {
    ipcRenderer: { on: () => {}, send: () => {} },
    contextBridge: { exposeInMainWorld: (name: string, api: object) => (exposed[name] = Object.keys(api).toSorted()) },
  }
  runInNewContext(code, { require: () => electron, module: { exports: {} }, crypto: globalThis.crypto })
  return exposed
}

function sourceFiles(): string[] {
  const here = readdirSync(ELECTRON).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return [...here.map((name) => `app/electron/${name}`), 'app/renderer/index.html']
}

/** The fuses of the configuration: a block of names with yes or no. */
function fusesIn(yml: string): Record<string, boolean> {
  const [, block = ''] = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(yml) ?? []
  return Object.fromEntries([...block.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, state]) => [name, state === 'true']))
}
