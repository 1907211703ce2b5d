/** A small app for the double's own tests. `OPEN` in the environment leaves every guard out, as a careless app would. */
import { BrowserWindow, Menu, app, ipcMain, protocol, session } from 'electron'

const guarded = process.env.OPEN === undefined

protocol.registerSchemesAsPrivileged([{ scheme: 'probe', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
if (!app.requestSingleInstanceLock()) {
  process.stdout.write('second instance\n')
  app.exit(3)
}

const seen: string[] = []
ipcMain.on('note', (event, ...args: unknown[]) => {
  seen.push(`${event.senderFrame?.origin} ${event.senderFrame?.url} ${JSON.stringify(args)}`)
  event.reply('echo', ...args)
})
ipcMain.handle('double', (_event, value: number) => value * 2)
ipcMain.handle('fail', () => {
  throw new RangeError('too far')
})
ipcMain.handle('seen', () => seen)

const pages: Record<string, string> = {
  '/': '<!doctype html><title>Probe</title><h1>One</h1><iframe src="/two"></iframe><script src="/page.js"></script>',
  '/two': '<!doctype html><title>Two</title><h1>Two</h1>',
  '/page.js': 'window.early = typeof window.probe',
}

app.on('second-instance', (_event, argv) => seen.push(`second ${argv.at(-1)}`))
app.on('web-contents-created', (_event, contents) => {
  if (!guarded) return
  contents.on('will-navigate', (event) => {
    if (!event.url.startsWith('probe://app/')) event.preventDefault()
    seen.push(`navigate ${event.url}`)
  })
  contents.setWindowOpenHandler(({ url }) => {
    seen.push(`window ${url}`)
    return { action: 'deny' }
  })
})
app.on('window-all-closed', () => app.quit())

// Not awaited: a main module has to come to its end before Electron is ready.
void app.whenReady().then(async () => {
  protocol.handle('probe', (request) => {
    const body = pages[new URL(request.url).pathname]
    return new Response(body ?? 'nothing', {
      status: body === undefined ? 404 : 200,
      headers: { 'Content-Type': request.url.endsWith('.js') ? 'text/javascript' : 'text/html', 'Content-Security-Policy': process.env.CSP ?? "default-src *" },
    })
  })
  if (guarded) {
    session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
      seen.push(`permission ${permission}`)
      answer(false)
    })
    session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
      const own = details.url.startsWith('probe://app/')
      if (!own) seen.push(`request ${details.url}`)
      answer({ cancel: !own })
    })
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([{ label: 'Probe', submenu: [{ id: 'greet', label: 'Greet', click: () => window.webContents.send('echo', 'from the menu') }] }]),
  )
  const window = new BrowserWindow({ width: 700, height: 500, webPreferences: { preload: process.env.PRELOAD ?? '' } })
  window.webContents.on('render-process-gone', (_event, details) => {
    seen.push(`gone ${details.reason}`)
    void window.loadURL('probe://app/two')
  })
  await window.loadURL('probe://app/')
})
