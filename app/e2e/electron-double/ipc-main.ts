/** `ipcMain`: messages of the pages' preloads. */
import { EventEmitter } from 'node:events'
import type { WebContents } from './contents.ts'

/** What the app sees of a frame. Only main frames have a preload, so `parent` is always null. */
export interface FrameInfo {
  readonly url: string
  readonly origin: string
  readonly parent: null
}

type Handler = (event: object, ...args: unknown[]) => unknown

/** Channels are the app's own names: here any event may be listened for. */
class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  deliver(channel: string, sender: WebContents, senderFrame: FrameInfo, args: unknown[]): void {
    this.emit(channel, createEvent(sender, senderFrame), ...args)
  }

  async invoke(channel: string, sender: WebContents, senderFrame: FrameInfo, args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return await handler(createEvent(sender, senderFrame), ...args)
  }
}

function createEvent(sender: WebContents, senderFrame: FrameInfo): object {
  return {
    sender,
    senderFrame,
    processId: 1,
    frameId: 1,
    reply: (channel: string, ...args: unknown[]) => sender.send(channel, ...args),
    preventDefault() {},
  }
}

export const ipcMain = new IpcMain()
