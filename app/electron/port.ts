/**
 * Ports over Electron's messages: one for each document that the window loads.
 *
 * Every document's preload makes up a name for itself and puts it on each message. The first message with a new name is
 * a new document: the port of the one before closes. So a message of a page that is being left can never reach
 * the host of the next, whatever order navigation events come in.
 *
 * Only our own document in the window's main frame is heard (`senderVerdict`).
 */
import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import type { Port, PortMessage } from '../contract/port.ts'
import { type Sender, senderVerdict } from './policy.ts'

/** Both ends' names for the two kinds of message: (document, message) and (document). `preload.ts` has the same. */
export const MESSAGE = 'managerie:message'
export const CLOSED = 'managerie:closed'

/** A document's name: what `crypto.randomUUID` makes. */
const DOCUMENT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The part of a window's contents that its ports need. */
export type PortContents = Pick<WebContents, 'id' | 'isDestroyed' | 'send'>

export interface PortListener {
  /** A document spoke for the first time. Set `onMessage` before returning: its first message follows at once. */
  opened(port: Port): void
  /** A message was not heard, and why. */
  refused(reason: string): void
}

export interface DocumentPorts {
  /** The document is gone (crash) or the window is: closes its port. A later document gets a new one. */
  closeDocument(): void
  /** Nothing is heard any more. */
  close(): void
}

/** Listens to the documents of one window. */
export function listenForDocuments(
  contents: PortContents,
  ipc: Pick<IpcMain, 'on' | 'removeListener'>,
  listener: PortListener,
): DocumentPorts {
  let current: DocumentPort | undefined

  const hear = (event: IpcMainEvent, ...args: unknown[]): void => {
    // Another window's message: its own listener hears it.
    if (event.sender.id !== contents.id) return
    const sender: Sender | null = event.senderFrame
    if (senderVerdict(sender) === 'deny') {
      listener.refused(`a message from ${sender === null ? 'a frame that is gone' : sender.url}`)
      return
    }
    const [document, message] = args
    if (args.length !== 2 || typeof document !== 'string' || !DOCUMENT.test(document)) {
      listener.refused('a message of the wrong shape; expected a document and its message')
      return
    }
    if (current?.document !== document) {
      current?.end()
      current = new DocumentPort(document, contents)
      listener.opened(current)
    }
    current.deliver(message)
  }
  ipc.on(MESSAGE, hear)

  const closeDocument = (): void => {
    current?.end()
    current = undefined
  }
  return {
    closeDocument,
    close() {
      ipc.removeListener(MESSAGE, hear)
      closeDocument()
    },
  }
}

class DocumentPort implements Port {
  readonly document: string
  readonly #contents: PortContents
  #receive: ((message: PortMessage) => void) | undefined
  #closed: (() => void) | undefined
  #open = true

  constructor(document: string, contents: PortContents) {
    this.document = document
    this.#contents = contents
  }

  post(message: PortMessage): void {
    if (this.#open && !this.#contents.isDestroyed()) this.#contents.send(MESSAGE, this.document, message)
  }

  onMessage(receive: (message: PortMessage) => void): void {
    this.#receive = receive
  }

  onClose(closed: () => void): void {
    this.#closed = closed
  }

  /** The host hangs up: the page is told. */
  close(): void {
    if (!this.#open) return
    if (!this.#contents.isDestroyed()) this.#contents.send(CLOSED, this.document)
    this.end()
  }

  deliver(message: PortMessage): void {
    if (this.#open) this.#receive?.(message)
  }

  /** The document is not there any more: there is nobody to tell but the host. */
  end(): void {
    if (!this.#open) return
    this.#open = false
    this.#closed?.()
  }
}
