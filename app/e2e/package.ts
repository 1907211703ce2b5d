/**
 * The packaged app, for specs: made if something has changed, and laid open outside the project where no Electron is
 * there to run it, so that it finds nothing that was not packaged.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

export interface Packaged {
  /** Its main module. */
  readonly main: string
  /** Its program; undefined where it was packaged without Electron. */
  readonly executable: string | undefined
}

let preparing: Promise<Packaged> | undefined

/** Prepares it once a process. MANAGERIE_PACKAGE names an unpacked package that is there already. */
export function preparePackage(): Promise<Packaged> {
  preparing ??= prepare()
  return preparing
}

async function prepare(): Promise<Packaged> {
  const given = process.env.MANAGERIE_PACKAGE
  const standIn = process.platform === 'linux' ? ['--stand-in'] : []
  const folder = given ?? (await lastLine(['build/package/package.mjs', '--dir', '--for-tests', ...standIn]))
  if (!existsSync(join(folder, 'STAND-IN'))) return { main: join(resources(folder), 'app.asar/dist/electron/main.js'), executable: join(folder, EXECUTABLES[process.platform] ?? 'managerie') }
  const open = mkdtempSync(join(tmpdir(), 'managerie-package-'))
  process.once('exit', () => rmSync(open, { recursive: true, force: true }))
  await lastLine(['build/package/lay-open.mjs', folder, open])
  return { main: join(open, 'app.asar/dist/electron/main.js'), executable: undefined }
}

const EXECUTABLES: Readonly<Record<string, string>> = { darwin: 'Managerie.app/Contents/MacOS/Managerie', win32: 'Managerie.exe' }

function resources(folder: string): string {
  return join(folder, process.platform === 'darwin' ? 'Managerie.app/Contents/Resources' : 'resources')
}

/** Runs a script of the project. @returns the last line that it printed */
async function lastLine(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${said}`)
  return printed.trimEnd().split('\n').at(-1) ?? ''
}
