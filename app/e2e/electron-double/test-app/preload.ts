/** Exposes a little of everything that a context bridge carries. */
import { contextBridge, ipcRenderer } from 'electron'

const globals = globalThis as unknown as { secretOfThePreload: string; setByPage?: string }
globals.secretOfThePreload = 'not for the page'

let heard: ((...args: unknown[]) => void) | undefined
ipcRenderer.on('echo', (_event, ...args: unknown[]) => heard?.(...args))

contextBridge.exposeInMainWorld('probe', {
  version: 7,
  bytes: new Uint8Array([1, 2, 3]),
  add: (a: number, b: number) => a + b,
  callBack: (fn: (value: string) => string) => fn('from the preload'),
  later: async (value: string) => `later ${value}`,
  fail: () => {
    throw new TypeError('refused')
  },
  note: (...args: unknown[]) => ipcRenderer.send('note', ...args),
  onEcho: (listener: (...args: unknown[]) => void) => {
    heard = listener
  },
  invoke: (channel: string, value: unknown) => ipcRenderer.invoke(channel, value),
  setByPage: () => globals.setByPage,
  hasNode: () => typeof (globalThis as { process?: unknown }).process,
  requireFs: () => {
    // A sandboxed preload knows no Node modules.
    const name = 'node:fs'
    return (require as (name: string) => unknown)(name)
  },
})
