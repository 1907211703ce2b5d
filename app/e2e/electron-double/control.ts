/**
 * The launcher's line into the main process: it says where Chromium listens, runs functions here, and ends the app when
 * the launcher is gone.
 */
import { runInThisContext } from 'node:vm'
import { app } from './app.ts'
import { startBrowser } from './browser.ts'
import { decode, encode } from './codec.ts'
import { recorded } from './desktop.ts'

/** From the launcher. */
export type ControlRequest =
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly arg: string }
  | { readonly kind: 'quit' }

/** To the launcher. */
export type ControlAnswer =
  | { readonly kind: 'window'; readonly endpoint: string }
  | { readonly kind: 'value'; readonly id: number; readonly value: string }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }

/** @param electron the module as one object */
export function startControl(electron: object): void {
  if (process.send === undefined) return
  const say = (answer: ControlAnswer): void => {
    process.send?.(answer)
  }
  app.on('web-contents-created', (_event: object, contents: { page: Promise<unknown>; once(name: string, listener: () => void): void }) => {
    contents.once('did-finish-load', () => {
      void startBrowser(app.getPath('userData'), false).then(({ endpoint }) => say({ kind: 'window', endpoint }))
    })
  })
  process.on('message', (request: ControlRequest) => {
    if (request.kind === 'quit') {
      app.quit()
      return
    }
    void run(request.source, { ...electron, recorded }, decode(request.arg))
      .then((value) => say({ kind: 'value', id: request.id, value: encode(value) }))
      .catch((error: unknown) => say({ kind: 'error', id: request.id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
  })
  process.on('disconnect', () => app.exit(1))
}

async function run(source: string, electron: object, arg: unknown): Promise<unknown> {
  const fn = runInThisContext(`(${source})`) as (electron: object, arg: unknown) => unknown
  return await fn(electron, arg)
}
