/** Puts the verdicts of `policy.ts` to work on Electron's session and on every web contents there will ever be. */
import type { App, Session, WebContents } from 'electron'
import { externalVerdict, navigationVerdict, permissionVerdict, requestVerdict } from './policy.ts'

export interface GuardActions {
  /** Opens an address that has been allowed in the person's browser. */
  openExternal(address: string): void
  /** Something was denied: one line for the log. */
  denied(what: string): void
}

/** Permissions and requests of everything that uses the session. */
export function guardSession(session: Session, actions: GuardActions): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const allowed = permissionVerdict(permission, details.requestingUrl) === 'allow' && details.isMainFrame
    if (!allowed) actions.denied(`permission ${permission} for ${details.requestingUrl}`)
    answer(allowed)
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => permissionVerdict(permission, origin) === 'allow')
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = requestVerdict(details.url) === 'allow' || isInternal(details.url)
    if (!allowed) actions.denied(`request for ${details.url}`)
    answer({ cancel: !allowed })
  })
}

/** Navigation, windows and webviews of all contents, from their creation on. */
export function guardContents(app: Pick<App, 'on'>, actions: GuardActions): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, actions))
}

function guard(contents: WebContents, actions: GuardActions): void {
  const navigate = (event: { preventDefault(): void; url: string }): void => {
    if (navigationVerdict(event.url) === 'allow') return
    event.preventDefault()
    actions.denied(`navigation to ${event.url}`)
  }
  contents.on('will-navigate', navigate)
  contents.on('will-frame-navigate', navigate)
  contents.on('will-redirect', navigate)
  contents.on('will-attach-webview', (event) => {
    event.preventDefault()
    actions.denied('a webview')
  })
  // No second window ever. A link to a page on our list opens in the person's browser instead.
  contents.setWindowOpenHandler(({ url }) => {
    if (externalVerdict(url) === 'allow') actions.openExternal(url)
    else actions.denied(`a window for ${url}`)
    return { action: 'deny' }
  })
}

/** The developer tools' own pages, and what the page made itself. */
function isInternal(address: string): boolean {
  return /^(devtools|blob|data):/.test(address)
}
