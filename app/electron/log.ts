/**
 * The log of the main process. It is opened before anything else is loaded, written synchronously, and never throws:
 * what can't be written goes to standard error.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { arch, platform, release } from 'node:os'

/** Bytes after which a new file is begun; one old file is kept. */
const LIMIT = 512 * 1024
const TAIL = 16 * 1024

export interface Log {
  /** One line with the time. An error is written with its stack. */
  write(message: string, error?: unknown): void
  /** What a bug report needs: versions, system, the end of the log. No names of files or persons but those in it. */
  diagnostics(versions: Readonly<Record<string, string | undefined>>): string
}

/** @param folder where `main.log` is kept; made if it is not there */
export function openLog(folder: string): Log {
  const file = join(folder, 'main.log')
  attempt(() => mkdirSync(folder, { recursive: true }))
  attempt(() => {
    if (statSync(file).size > LIMIT) renameSync(file, join(folder, 'main.old.log'))
  }, 'ENOENT')

  return {
    write(message, error) {
      const line = `${new Date().toISOString()} ${message}${error === undefined ? '' : `\n${describe(error)}`}\n`
      attempt(() => appendFileSync(file, line), undefined, line)
    },
    diagnostics(versions) {
      const known = Object.entries(versions).filter((entry): entry is [string, string] => entry[1] !== undefined)
      let tail = '(no log)'
      attempt(() => {
        const text = readFileSync(file, 'utf8')
        tail = text.length > TAIL ? `…${text.slice(-TAIL)}` : text
      })
      return [
        ...known.map(([name, version]) => `${name} ${version}`),
        `${platform()} ${release()} ${arch()}`,
        '',
        tail,
      ].join('\n')
    },
  }
}

/**
 * Writes down whatever nobody caught.
 *
 * @param fatal called after an uncaught exception was written: the process can't be trusted any more
 */
export function catchAll(log: Log, fatal: (error: unknown) => void): void {
  process.on('uncaughtException', (error) => {
    log.write('uncaught exception', error)
    fatal(error)
  })
  process.on('unhandledRejection', (reason) => log.write('unhandled rejection', reason))
  process.on('warning', (warning) => log.write('warning', warning))
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const text = error.stack ?? `${error.name}: ${error.message}`
  return error.cause === undefined ? text : `${text}\ncaused by ${describe(error.cause)}`
}

/** Does it, or says on standard error why not. `accepted` is an error code that is no news. */
function attempt(action: () => void, accepted?: string, instead?: string): void {
  try {
    action()
  } catch (error) {
    if (accepted !== undefined && error instanceof Error && 'code' in error && error.code === accepted) return
    try {
      process.stderr.write(instead ?? `log: ${String(error)}\n`)
    } catch {
      // Neither disk nor terminal takes it: there is nobody left to tell.
    }
  }
}
