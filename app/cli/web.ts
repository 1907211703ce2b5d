/** `managerie web`: the playground in a browser of this machine. */
import { fileURLToPath } from 'node:url'
import { attempts, lessons } from 'managerie-lessons'
import { createHost } from '../host/host.ts'
import { dataFolder, partsIn } from '../host/paths.ts'
import { startWebShell } from '../web/main.ts'
import { hasDisplay } from './terminal.ts'

export interface WebOptions {
  readonly port: number
  readonly open: boolean
  /** Minutes without any page after which it ends; 0 for never. */
  readonly idle: number
  /** The address and what else a program wants to know, as one line of JSON. */
  readonly json?: boolean
}

/** @param dist the built parts */
export async function webCommand({ port, open: mayOpen, idle, json }: WebOptions, dist: URL, version: string): Promise<void> {
  const parts = partsIn(fileURLToPath(dist))
  const host = createHost({ version, shell: 'web', data: dataFolder(), parts, lessons, attempts, openExternal: openPage })
  let shell
  try {
    shell = await startWebShell({ host, renderer: parts.renderer, port, ...(idle > 0 ? { idleAfter: idle * 60_000 } : {}) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`port ${port} is in use: choose another --port, or end the program that listens there`, { cause: error })
  }
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  })
  const unused = shell.idle.then(() => {
    process.stderr.write(`managerie: no page was open for ${idle} minutes: it ends\n`)
  })
  process.stdout.write(json ? `${JSON.stringify({ url: shell.url, port: shell.port, pid: process.pid, idle })}\n` : `${shell.url}\n`)
  if (mayOpen && hasDisplay(process.env, process.platform)) {
    await openPage(shell.url).catch(() => process.stderr.write('managerie: no browser could be opened; open the address above\n'))
  }
  await Promise.race([ended, unused])
  await shell.close()
  await host.close()
}

async function openPage(url: string): Promise<void> {
  const { openPage: show } = await import('./browser.ts')
  await show(url)
}
