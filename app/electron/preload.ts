/**
 * The page's end of the port, and nothing else. Bundled into one CommonJS file, because a sandboxed preload can't
 * load others; its channel names repeat `port.ts`, so that no part of the main process gets in here.
 */
import { contextBridge, ipcRenderer } from 'electron'

const MESSAGE = 'managerie:message'
const CLOSED = 'managerie:closed'

/** Name of this document: a message that was meant for the one before is not for us. */
const document = crypto.randomUUID()

let receive: ((message: unknown) => void) | undefined
let closed: (() => void) | undefined
let isClosed = false
/** Messages that came before the page listened. */
const early: unknown[] = []

ipcRenderer.on(MESSAGE, (_event, to: unknown, message: unknown) => {
  if (to !== document) return
  if (receive === undefined) early.push(message)
  else receive(message)
})
ipcRenderer.on(CLOSED, (_event, to: unknown) => {
  if (to !== document || isClosed) return
  isClosed = true
  closed?.()
})

contextBridge.exposeInMainWorld('managerie', {
  post(message: unknown) {
    if (!isClosed) ipcRenderer.send(MESSAGE, document, message)
  },
  onMessage(listener: (message: unknown) => void) {
    receive = listener
    for (const message of early.splice(0)) listener(message)
  },
  onClose(listener: () => void) {
    closed = listener
    if (isClosed) listener()
  },
})
