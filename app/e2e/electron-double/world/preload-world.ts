/**
 * Runs in the isolated world, before the page's first script: `ipcRenderer`, `contextBridge`, and then the preload.
 *
 * It has what a sandboxed preload has: `require` knows electron (these two), and no Node.
 */
import { decode, encode } from '../codec.ts'
import { openBridge } from './bridge.ts'

/** Put in by the double: the bridge's secret, the name of the binding to the main process, and the preload itself. */
declare const DOUBLE_SECRET: string
declare const DOUBLE_BINDING: string
declare const DOUBLE_PRELOAD: (require: unknown, module: unknown, exports: unknown, process: unknown) => void
declare const DOUBLE_PLATFORM: string

type Listener = (event: object, ...args: unknown[]) => void
type Message =
  | { readonly kind: 'send'; readonly channel: string; readonly args: string }
  | { readonly kind: 'invoke'; readonly channel: string; readonly args: string; readonly id: number }
  | { readonly kind: 'preload-error'; readonly message: string }

const toMain = (message: Message): void => {
  ;(globalThis as unknown as Record<string, (text: string) => void>)[DOUBLE_BINDING]?.(JSON.stringify(message))
}

function createIpcRenderer() {
  const listeners = new Map<string, Set<Listener>>()
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let calls = 0

  const ipcRenderer = {
    send(channel: string, ...args: unknown[]): void {
      toMain({ kind: 'send', channel, args: encode(args) })
    },
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const text = encode(args)
        const id = calls++
        waiting.set(id, { resolve, reject })
        toMain({ kind: 'invoke', channel, args: text, id })
      })
    },
    on(channel: string, listener: Listener) {
      const all = listeners.get(channel) ?? new Set()
      listeners.set(channel, all.add(listener))
      return ipcRenderer
    },
    once(channel: string, listener: Listener) {
      const wrapped: Listener = (event, ...args) => {
        ipcRenderer.removeListener(channel, wrapped)
        listener(event, ...args)
      }
      return ipcRenderer.on(channel, wrapped)
    },
    removeListener(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener)
      return ipcRenderer
    },
    off(channel: string, listener: Listener) {
      return ipcRenderer.removeListener(channel, listener)
    },
    removeAllListeners(channel: string) {
      listeners.delete(channel)
      return ipcRenderer
    },
  }
  const receive = (kind: 'message' | 'result' | 'error', to: string | number, text: string): void => {
    const value = decode(text)
    if (kind === 'message') {
      for (const listener of [...(listeners.get(to as string) ?? [])]) listener({ sender: ipcRenderer }, ...(value as unknown[]))
      return
    }
    const call = waiting.get(to as number)
    waiting.delete(to as number)
    if (kind === 'result') call?.resolve(value)
    else call?.reject(value as Error)
  }
  return { ipcRenderer, receive }
}

if (window === window.top && location.href !== 'about:blank') {
  const bridge = openBridge('preload', DOUBLE_SECRET)
  const { ipcRenderer, receive } = createIpcRenderer()
  const exposed = new Set<string>()
  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld(key: string, value: unknown): void {
        if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`)
        exposed.add(key)
        bridge.expose(key, value)
      },
    },
  }
  Object.defineProperty(globalThis, 'doubleReceive', { value: receive })
  const require = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  try {
    DOUBLE_PRELOAD(require, module, module.exports, { platform: DOUBLE_PLATFORM, type: 'renderer', sandboxed: true, contextIsolated: true })
  } catch (error) {
    toMain({ kind: 'preload-error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}
