/** The connection to the host, from the first try to the next after it was lost. */
import { connectHost } from '../contract/rpc.ts'
import type { Port } from '../contract/port.ts'
import type { Document } from '../contract/host.ts'
import { attempt, perform } from './commands.ts'
import { words } from './link.ts'
import { openPort } from './port.ts'
import { loseSession, startSession } from './session.ts'
import { connection, trouble } from './store.ts'
import { followDisk } from './workspaces/actions.ts'
import { bytesOf } from './workspaces/documents.ts'
import { openRecording } from './workspaces/recording.ts'

let open: () => Promise<Port> = openPort

/** Uses another way to the host: how the tests put one in. */
export function connectThrough(opener: () => Promise<Port>): void {
  open = opener
}

/** Opens a port and starts a session on it. Says what went wrong on the page. */
export async function connect(): Promise<void> {
  connection.value = 'connecting'
  try {
    const port = await open()
    const host = connectHost(alsoTelling(port, loseSession))
    // The shell's own menu says which command was chosen; what it does is known here.
    host.onEvent('command', ({ id }) => perform(id))
    const early: Document[] = []
    let started = false
    host.onEvent('documentOpened', (document) => {
      if (started) openDocument(document)
      else early.push(document)
    })
    await startSession(host)
    started = true
    followDisk()
    // The last one that was asked for stays on screen.
    for (const document of early) openDocument(document)
    trouble.value = null
  } catch (error) {
    loseSession()
    trouble.value = words(error)
  }
}

/** Given by the desktop: by a click on a file, or the command line. */
function openDocument({ name, data }: Document): void {
  attempt(() => openRecording({ name, bytes: bytesOf(data) }))
}

/** The same port, whose end is told to a second listener too: a port tells one. */
function alsoTelling(port: Port, ended: () => void): Port {
  return {
    post: (message) => port.post(message),
    onMessage: (receive) => port.onMessage(receive),
    onClose: (closed) =>
      port.onClose(() => {
        closed()
        ended()
      }),
    close: () => port.close(),
  }
}
