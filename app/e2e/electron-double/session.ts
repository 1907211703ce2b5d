/** `session` and `protocol`: the handlers that the app sets, kept so that `browser.ts` can enforce them. */
import { DoubleEmitter, strict } from './emitter.ts'
import type { WebContents } from './contents.ts'

type PermissionRequest = (
  contents: WebContents | null,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean },
) => void
type PermissionCheck = (contents: WebContents | null, permission: string, origin: string, details: object) => boolean
type BeforeRequest = (
  details: { id: number; url: string; method: string; resourceType: string },
  answer: (verdict: { cancel?: boolean }) => void,
) => void
type Handler = (request: Request) => Response | Promise<Response>

export class Session extends DoubleEmitter {
  permissionRequest: PermissionRequest | undefined
  permissionCheck: PermissionCheck | undefined
  beforeRequest: BeforeRequest | undefined
  #requests = 0

  constructor() {
    super('session', { emitted: [], silent: ['will-download'] })
  }

  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.permissionRequest = handler ?? undefined
  }
  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.permissionCheck = handler ?? undefined
  }
  /** Chromium without a screen has no devices to choose from: the handler is kept and never asked. */
  setDevicePermissionHandler(_handler: unknown): void {}

  readonly webRequest = strict('session.webRequest', {
    onBeforeRequest: (handler: BeforeRequest | null): void => {
      this.beforeRequest = handler ?? undefined
    },
  })
  get protocol(): typeof protocol {
    return protocol
  }

  /** Whether the app lets a request go. Without a handler it does, as Electron. */
  async allowsRequest(url: string, method: string, resourceType: string): Promise<boolean> {
    const handler = this.beforeRequest
    if (handler === undefined) return true
    return await new Promise((resolve) => {
      handler({ id: this.#requests++, url, method, resourceType }, (verdict) => resolve(verdict.cancel !== true))
    })
  }

  /** Whether the app grants a permission. Without handlers it does, as Electron. */
  async allowsPermission(contents: WebContents, permission: string, address: string): Promise<boolean> {
    const { permissionRequest, permissionCheck } = this
    const origin = address.replace(/^([a-z]+:\/\/[^/]*).*$/, '$1/')
    if (permissionCheck !== undefined && !permissionCheck(contents, permission, origin, {})) return false
    if (permissionRequest === undefined) return true
    return await new Promise((resolve) => {
      permissionRequest(contents, permission, resolve, { requestingUrl: address, isMainFrame: true })
    })
  }
}

export const defaultSession = new Session()

export const session = strict('session', { defaultSession })

const privileged = new Set<string>()
const handlers = new Map<string, Handler>()
let isReady = false

/** Called when the app is ready: from then on no scheme can be made privileged. */
export function closePrivileges(): void {
  isReady = true
}

/** Schemes that are handled: each is an origin in Chromium (`addresses.ts`). */
export const schemes: ReadonlySet<string> = privileged

export function handlerOf(address: string): Handler | undefined {
  return handlers.get(address.slice(0, address.indexOf(':')))
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: { scheme: string; privileges?: Record<string, boolean> }[]): void {
    if (isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of list) {
      // What Chromium sees is an https origin; a scheme with fewer rights would behave otherwise in Electron.
      if (privileges?.standard !== true || privileges.secure !== true || privileges.supportFetchAPI !== true) {
        throw new Error(`The double only knows schemes that are standard, secure and can be fetched; ${scheme} is not.`)
      }
      privileged.add(scheme)
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!isReady) throw new Error('protocol.handle should be called after app is ready')
    if (!privileged.has(scheme)) throw new Error(`The double only handles privileged schemes; ${scheme} is not.`)
    if (handlers.has(scheme)) throw new Error('The scheme has been registered')
    handlers.set(scheme, handler)
  },
})
