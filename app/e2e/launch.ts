/**
 * Starts the app's main module: on Electron where its runtime is installed, else on the double
 * (`electron-double/README.md`), and says which.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ElectronApplication, type Page, _electron, chromium } from 'playwright-core'
import { build } from 'esbuild'
import { decode, encode } from './electron-double/codec.ts'
import type { ControlAnswer, ControlRequest } from './electron-double/control.ts'

const ROOT = join(import.meta.dirname, '../..')
const DOUBLE = join(import.meta.dirname, 'electron-double')
/** Compiled double: where its own imports are found, and where no build clears it away. */
const COMPILED = join(ROOT, 'node_modules/.cache/managerie')

export interface LaunchOptions {
  /** The built main module. */
  readonly main: string
  /** A packaged app's own program, which needs no runtime and takes no module. */
  readonly executable?: string
  /** Arguments for the app. */
  readonly args?: readonly string[]
  /** Added to the environment; `undefined` takes a name out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What the system prefers. Only the double can be told; on Electron, set `nativeTheme.themeSource`. */
  readonly colorScheme?: 'light' | 'dark'
  /** Milliseconds until the first window must have loaded. */
  readonly timeout?: number
}

export type Runtime = 'electron' | 'double'

export interface ElectronApp {
  /**
   * Runs a function in the main process, with the module `electron` as its first argument. It sees nothing of this file:
   * its text is what is sent.
   */
  evaluate<R, A = undefined>(fn: (electron: typeof Electron.CrossProcessExports, arg: A) => R | Promise<R>, arg?: A): Promise<R>
  /** The main process. */
  process(): ChildProcess
  /** What the main process has printed so far, both streams. */
  output(): string
  /** Resolves with the exit code when the main process has ended. */
  readonly exited: Promise<number | null>
}

export interface Launched {
  /** The first window's page. */
  readonly page: Page
  readonly app: ElectronApp
  readonly runtime: Runtime
  /** Quits the app and waits for its end; kills what is left after five seconds. */
  close(): Promise<void>
}

/** @returns Electron's executable, or undefined where the runtime was never downloaded. Downloads nothing. */
export function electronRuntime(): string | undefined {
  const folder = join(ROOT, 'node_modules/electron')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const executable = override !== undefined && override !== '' ? join(override, name) : join(folder, 'dist', name)
  return existsSync(executable) ? executable : undefined
}

/** Starts the app and waits until its first window has loaded. */
export async function launchElectron(options: LaunchOptions): Promise<Launched> {
  const executable = process.env.MANAGERIE_E2E_RUNTIME === 'double' ? undefined : (options.executable ?? electronRuntime())
  return executable === undefined ? await launchDouble(options) : await launchReal(options, executable)
}

function environment(options: LaunchOptions): Record<string, string> {
  const merged = { ...process.env, ...options.env }
  return Object.fromEntries(Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

async function launchReal(options: LaunchOptions, executablePath: string): Promise<Launched> {
  const electron: ElectronApplication = await _electron.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(options.executable === undefined ? [packageOf(options.main)] : []),
      ...(options.args ?? []),
    ],
    env: environment(options),
    timeout: options.timeout ?? 30_000,
  })
  const child = electron.process()
  const output = collect(child)
  const exited = exitOf(child)
  return {
    page: await electron.firstWindow(),
    runtime: 'electron',
    app: {
      evaluate: (fn, arg) => electron.evaluate(fn as never, arg as never),
      process: () => child,
      output,
      exited,
    },
    async close() {
      await Promise.race([electron.close(), after(5000)])
      end(child)
      await exited
    },
  }
}

/** The folder of the package whose main module it is: Electron takes name and version from there. Else the module. */
function packageOf(main: string): string {
  for (let folder = dirname(main); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (!existsSync(manifest)) continue
    const entry = (JSON.parse(readFileSync(manifest, 'utf8')) as { main?: string }).main
    return entry !== undefined && join(folder, entry) === main ? folder : main
  }
  return main
}

/** Starts the app on the double, and nothing more: it may have no window, or end at once. */
export async function startDouble(options: LaunchOptions): Promise<{ app: ElectronApp; window: Promise<string> }> {
  const module = await compileDouble()
  const child = spawn(process.execPath, ['--enable-source-maps', join(DOUBLE, 'boot.mjs'), options.main, ...(options.args ?? [])], {
    env: {
      ...environment(options),
      ELECTRON_DOUBLE_MODULE: pathToFileURL(module).href,
      ELECTRON_DOUBLE_COLOR_SCHEME: options.colorScheme ?? 'light',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output = collect(child)
  const exited = exitOf(child)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let calls = 0
  const window = new Promise<string>((resolve, reject) => {
    child.on('message', (answer: ControlAnswer) => {
      if (answer.kind === 'window') return resolve(answer.endpoint)
      const call = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.kind === 'value') call?.resolve(decode(answer.value))
      else call?.reject(new Error(answer.message))
    })
    void exited.then((code) => {
      const error = new Error(`The main process ended with exit code ${code}.\n${output()}`)
      reject(error)
      for (const call of waiting.values()) call.reject(error)
    })
  })
  window.catch(() => undefined)
  return {
    window,
    app: {
      async evaluate<R, A>(fn: (electron: never, arg: A) => R | Promise<R>, arg?: A): Promise<R> {
        return await new Promise<R>((resolve, reject) => {
          const id = calls++
          waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
          const request: ControlRequest = { kind: 'evaluate', id, source: String(fn), arg: encode(arg) }
          child.send(request, (error) => {
            if (error !== null) reject(error)
          })
        })
      },
      process: () => child,
      output,
      exited,
    },
  }
}

async function launchDouble(options: LaunchOptions): Promise<Launched> {
  const { app, window } = await startDouble(options)
  const child = app.process()
  try {
    const limit = options.timeout ?? 30_000
    const endpoint = await Promise.race([
      window,
      after(limit).then(() => {
        throw new Error(`No window had loaded after ${limit} ms.\n${app.output()}`)
      }),
    ])
    const browser = await chromium.connectOverCDP(endpoint)
    const page = browser.contexts()[0]?.pages()[0]
    if (page === undefined) throw new Error('The window was gone before it could be seen.')
    return {
      page,
      app,
      runtime: 'double',
      async close() {
        await browser.close()
        if (child.connected) child.send({ kind: 'quit' } satisfies ControlRequest, () => undefined)
        await Promise.race([app.exited, after(5000)])
        end(child)
        await app.exited
      },
    }
  } catch (error) {
    end(child)
    await app.exited
    throw error
  }
}

let compiling: Promise<string> | undefined

/** Compiles the double, once a process. @returns the module's file */
export function compileDouble(): Promise<string> {
  compiling ??= compile()
  return compiling
}

async function compile(): Promise<string> {
  sweep()
  // A folder of this process alone: another may be compiling as well.
  const folder = join(COMPILED, `electron-double-${process.pid}`)
  const common = { bundle: true, write: true, logLevel: 'error', target: 'es2023', sourcemap: 'inline' } as const
  await Promise.all([
    build({
      ...common,
      entryPoints: { 'electron-double': join(DOUBLE, 'module.ts') },
      outdir: `${folder}.new`,
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      platform: 'node',
      packages: 'external',
    }),
    build({
      ...common,
      sourcemap: false,
      entryPoints: { 'page-world': join(DOUBLE, 'world/page-world.ts'), 'preload-world': join(DOUBLE, 'world/preload-world.ts') },
      outdir: `${folder}.new`,
      format: 'iife',
    }),
  ])
  renameSync(`${folder}.new`, folder)
  removeAtExit(folder)
  return join(folder, 'electron-double.mjs')
}

/** Takes away what processes left that were ended before they could. */
function sweep(): void {
  if (!existsSync(COMPILED)) return
  for (const name of readdirSync(COMPILED)) {
    const pid = /^electron-double-(\d+)/.exec(name)?.[1]
    if (pid === undefined) continue
    try {
      process.kill(Number(pid), 0)
    } catch {
      rmSync(join(COMPILED, name), { recursive: true, force: true })
    }
  }
}

function removeAtExit(folder: string): void {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

function collect(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-64 * 1024)
    })
  }
  return () => text
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode)
    else child.once('exit', (code) => resolve(code))
  })
}

function end(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}

/** Resolves later, without keeping the process alive for it. */
function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}
