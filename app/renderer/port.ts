/** The port to the host: Electron's bridge where there is one, else a WebSocket to whoever served the page. */
import type { Port, PortMessage } from '../contract/port.ts'

/** What Electron's preload puts on the window. */
interface Bridge {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}

declare global {
  interface Window {
    readonly managerie?: Bridge
  }
}

/** Opens the port. @throws Error when nobody answers */
export function openPort(): Promise<Port> {
  const bridge = window.managerie
  return bridge ? Promise.resolve(bridgePort(bridge)) : socketPort()
}

function bridgePort(bridge: Bridge): Port {
  return {
    post: (message) => bridge.post(message),
    onMessage: (receive) => bridge.onMessage(receive),
    onClose: (closed) => bridge.onClose(closed),
    // The shell ends the port with the window; the page never does.
    close() {},
  }
}

function socketPort(): Promise<Port> {
  const address = new URL('port', location.href)
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
  // A token that came with the page's address goes with the socket's.
  address.search = location.search
  address.hash = ''
  const socket = new WebSocket(address)
  return new Promise((resolve, reject) => {
    let receive: ((message: PortMessage) => void) | undefined
    const early: PortMessage[] = []
    socket.addEventListener('message', (event) => {
      const message: PortMessage = JSON.parse(String(event.data))
      if (receive) receive(message)
      else early.push(message)
    })
    socket.addEventListener('error', () => reject(new Error(`Nothing answers at ${address.host}. Is Managerie still running there?`)))
    socket.addEventListener('open', () => {
      resolve({
        post: (message) => socket.send(JSON.stringify(message)),
        onMessage(listen) {
          receive = listen
          for (const message of early.splice(0)) listen(message)
        },
        onClose: (closed) => socket.addEventListener('close', closed, { once: true }),
        close: () => socket.close(),
      })
    })
  })
}
